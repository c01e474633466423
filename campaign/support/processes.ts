// The processes of one round: those whose environment or command line names its directory.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** What a process does in a run. */
export type Role = "main" | "worker" | "qemu" | "ffmpeg" | "tesseract" | "libvirtd" | "virtlogd" | "other";

/** A process of a round. */
export interface RoundProcess {
  readonly pid: number;
  readonly role: Role;
  /** The words of its command line. */
  readonly words: readonly string[];
}

/** The running processes of the round in this directory; zombies have ended. */
export function processesOf(directory: string): readonly RoundProcess[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const found = processIn(Number(name), directory);
    return found === undefined ? [] : [found];
  });
}

/** The process, if it runs and belongs to the round. */
export function processIn(pid: number, directory: string): RoundProcess | undefined {
  if (pid === process.pid || !isRunning(pid)) return undefined;
  const commandLine = procFile(pid, "cmdline");
  if (!`${commandLine}\0${procFile(pid, "environ")}`.includes(`${directory}/`)) return undefined;
  const words = commandLine.split("\0");
  return { pid, role: roleOf(words), words };
}

/** Whether a process runs: neither gone nor a zombie. */
export function isRunning(pid: number): boolean {
  const state = stateOf(pid);
  return state !== undefined && state !== "Z" && state !== "X";
}

/** Sends a signal; false if the process is gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Kills the round's processes and waits until they are gone. */
export async function endProcesses(directory: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const left = processesOf(directory);
    if (left.length === 0) return;
    for (const { pid } of left) signal(pid, "SIGKILL");
    await delay(25);
  }
  throw new Error(`processes of ${directory} do not end: ${processesOf(directory).map(({ pid }) => pid)}`);
}

/** The state letter of proc(5), which follows the command, which may contain parentheses; undefined if it is gone. */
function stateOf(pid: number): string | undefined {
  return /.*\) (.)/s.exec(procFile(pid, "stat"))?.[1];
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return "";
  }
}

function roleOf(words: readonly string[]): Role {
  const [program = "", script = ""] = words;
  const name = program.split("/").at(-1) ?? "";
  if (name.startsWith("qemu-system")) return "qemu";
  if (name === "libvirtd" || name === "virtqemud") return "libvirtd";
  if (name === "virtlogd" || name === "ffmpeg" || name === "tesseract") return name;
  if (script.endsWith("/vitest/vitest.mjs")) return "main";
  // Vitest names its workers "node (vitest 1)".
  return /^node \(vitest|\/vitest\/dist\/workers\//.test(words.join(" ")) ? "worker" : "other";
}
