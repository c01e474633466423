// Reads what the kernel and the starter of a program tell about it: proc_pid_stat(5), and a file with its exit code.

/** A process by `/proc/<pid>/stat`. */
export interface ProcessState {
  readonly pid: number;
  /** `Z` and `X` are those of a process that has ended. */
  readonly state: string;
  /** When it was started, in clock ticks since the boot: with its pid, it names one process. */
  readonly startTime: string;
}

/** The field that holds the start time, after the name in parentheses. */
const startTimeField = 22 - 3;

/** Parses `/proc/<pid>/stat`; undefined if it is not that. The process's name in it may contain anything. */
export function parseProcess(stat: string): ProcessState | undefined {
  const [, pid] = /^(\d{1,10}) \(/.exec(stat) ?? [];
  const fields = stat
    .slice(stat.lastIndexOf(")") + 1)
    .trim()
    .split(" ");
  const [state, startTime] = [fields[0], fields[startTimeField]];
  if (pid === undefined || state === undefined || !/^\d+$/.test(startTime ?? "")) return undefined;
  return { pid: Number(pid), state, startTime: startTime ?? "" };
}

/** Whether a process runs, sleeps or is stopped, rather than has ended. */
export function isRunning({ state }: ProcessState): boolean {
  return !/^[ZXx]$/.test(state);
}

/** The exit code in the file of a command that has ended; undefined while it is empty. */
export function parseEnd(text: string): number | undefined {
  const [, digits] = /^(\d{1,3})\n$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
