// What the host knows of a VM's QEMU: whether it lives, and the memory that it holds.
import { readdirSync, readFileSync } from "node:fs";

/** The id of the QEMU that runs a domain. */
export function qemuOf(domain: string): number {
  for (const name of readdirSync("/proc")) {
    if (/^\d+$/.test(name) && fileOf(name, "cmdline")?.includes(`\0guest=${domain},`)) return Number(name);
  }
  throw new Error(`no QEMU runs ${domain}`);
}

/** Whether a process is at work: not gone, and not ended and only waiting to be taken note of. */
export function isRunning(pid: number): boolean {
  // The state follows the command, which may hold brackets (proc(5)).
  const state = /.*\) (.)/s.exec(fileOf(pid, "stat") ?? "")?.[1];
  return state !== undefined && state !== "Z" && state !== "X";
}

/** MiB of memory that a process holds, its part of what it shares with others included. */
export function memoryOf(pid: number): number {
  const kibibytes = /^Pss:\s+(\d+) kB/m.exec(fileOf(pid, "smaps_rollup") ?? "")?.[1];
  return Number(kibibytes ?? Number.NaN) / 1024;
}

function fileOf(pid: number | string, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return undefined;
  }
}
