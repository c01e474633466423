// Limits that the kernel enforces on a program, for programs that read files of unknown origin.

import { toSeconds } from "../time/seconds.ts";

/** Limits of a program and of each of its children (getrlimit(2)). */
export interface ProcessLimits {
  /** Address space in MiB: a program that asks for more gets no memory. */
  readonly memoryMiB: number;
  /**
   * Processor time in milliseconds, rounded up to whole seconds: the kernel kills a program that needs more. Infinity is
   * no limit.
   */
  readonly cpuMs: number;
}

/** The program that sets the limits, of util-linux. */
export const limiter = "prlimit";

/** Whether the limiter says that the program does not exist. A program's own loader uses the same exit code. */
export function isNotFound(result: {
  readonly exitCode?: number | undefined;
  readonly all?: string | undefined;
}): boolean {
  return result.exitCode === 127 && result.all?.startsWith(`${limiter}: `) === true;
}

/** Returns the command that runs a program within limits. It replaces itself by the program, so both are one process. */
export function limitedCommand(
  command: string,
  args: readonly string[],
  limits: ProcessLimits | undefined,
): readonly [string, ...string[]] {
  if (limits === undefined) return [command, ...args];
  const bytes = limits.memoryMiB * 2 ** 20;
  const seconds = Number.isFinite(limits.cpuMs) ? Math.ceil(toSeconds(limits.cpuMs)) : "unlimited";
  return [limiter, `--as=${bytes}`, `--cpu=${seconds}`, "--core=0", "--", command, ...args];
}
