// The host's view of a VM's QEMU: whether it runs, and its memory.
import { readdirSync, readFileSync } from "node:fs";

/** The process id of the QEMU that runs a domain. */
export function qemuOf(domain: string): number {
  for (const name of readdirSync("/proc")) {
    if (/^\d+$/.test(name) && fileOf(name, "cmdline")?.includes(`\0guest=${domain},`)) return Number(name);
  }
  throw new Error(`no QEMU runs ${domain}`);
}

/** Whether a process runs: neither gone nor a zombie. */
export function isRunning(pid: number): boolean {
  // The state follows the command, which may contain parentheses (proc(5)).
  const state = /.*\) (.)/s.exec(fileOf(pid, "stat") ?? "")?.[1];
  return state !== undefined && state !== "Z" && state !== "X";
}

/** MiB of memory of a process, including its share of shared pages. */
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
