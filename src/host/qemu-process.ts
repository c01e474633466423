// QEMU's processes on this host, as the kernel sees them: libvirt reports a process that was stopped as running.
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** A process at one moment. */
export interface ProcessSample {
  /** Field 3 of `/proc/<pid>/stat` (proc(5)): `T` is stopped, `Z` is dead. */
  readonly state: string;
  /** CPU time that it has used, in clock ticks. */
  readonly cpuTicks: number;
}

/** A QEMU process. */
export interface QemuProcess {
  readonly pid: number;
  /** Its arguments, each followed by NUL: proc(5). */
  readonly commandLine: string;
}

/**
 * Returns the QEMU processes whose command line contains a text, such as the domain's UUID or a disk's path. Processes
 * in containers or of users that this process cannot see are missing. Synchronous: that takes 5 ms for 300 processes,
 * and several times as long otherwise.
 *
 * @throws {Error} when `/proc` cannot be read
 */
export function qemuProcesses(text: string): readonly QemuProcess[] {
  return readdirSync("/proc")
    .filter(isProcessId)
    .map((entry) => ({ pid: Number(entry), commandLine: commandLineOf(entry) }))
    .filter(({ commandLine }) => isQemuWith(commandLine, text));
}

/** Returns the process's state; undefined if it has ended or cannot be seen. */
export async function sampleProcess(pid: number): Promise<ProcessSample | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  // The command in field 2 may contain spaces and parentheses, so parse from the last closing parenthesis.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // Fields 14 and 15 are the CPU time in user and kernel mode.
  return { state: fields[0] ?? "", cpuTicks: Number(fields[11]) + Number(fields[12]) };
}

function isProcessId(entry: string): boolean {
  return /^\d+$/.test(entry);
}

/** libvirt starts QEMU with `-name guest=<domain>`. */
function isQemuWith(commandLine: string, text: string): boolean {
  return commandLine.includes("\0-name\0guest=") && commandLine.includes(text);
}

function commandLineOf(entry: string): string {
  try {
    return readFileSync(`/proc/${entry}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
