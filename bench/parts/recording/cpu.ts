// CPU time of programs that have ended, from /proc/self/stat (proc_pid_stat(5)).
import { readFile } from "node:fs/promises";

/** Ticks in a second: what every Linux on x86 and ARM counts in. */
const ticks = 100;

/** CPU seconds, user and system, of the children that this process has waited for, and of their children. */
export async function childCpuSeconds(): Promise<number> {
  const stat = await readFile("/proc/self/stat", "utf8");
  // The name, in parentheses, may hold spaces; fields are counted from 3 after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[16 - 3]) + Number(fields[17 - 3])) / ticks;
}
