// How a command in the guest ended.
import { constants } from "node:os";

/** The end of a command in the guest, and its output. */
export interface ExecResult {
  /** 128 + n for a command that signal n ended, as in a shell. */
  readonly exitCode: number;
  /**
   * The signal that ended the command, such as `SIGKILL`, by its exit code: 128 + n counts as signal n, as in a shell.
   */
  readonly signal: NodeJS.Signals | undefined;
  /** Whether the exit code is another than 0. */
  readonly failed: boolean;
  /** Standard output; of more than 16 MiB the first and the last 8 MiB, with a note between them. */
  readonly stdout: string;
  /** Like `stdout`, for standard error. */
  readonly stderr: string;
  /** Whether `stdout` or `stderr` was cut. */
  readonly truncated: boolean;
}

/** The signal behind the exit code of a shell or of timeout(1), by Linux's numbers; undefined for any other code. */
export function signalOf(exitCode: number): NodeJS.Signals | undefined {
  const names = Object.keys(constants.signals) as NodeJS.Signals[];
  return names.find((name) => constants.signals[name] === exitCode - 128);
}
