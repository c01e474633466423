// CPU time of exited programs, from /proc/self/stat (proc_pid_stat(5)).
import { readFile } from "node:fs/promises";

/** Ticks per second on every Linux for x86 and ARM. */
const ticks = 100;

/** User and system CPU seconds of the children that this process has waited for, and of their children. */
export async function childCpuSeconds(): Promise<number> {
  const stat = await readFile("/proc/self/stat", "utf8");
  // The name, in parentheses, may contain spaces; the fields after it start at 3.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[16 - 3]) + Number(fields[17 - 3])) / ticks;
}
