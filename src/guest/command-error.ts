// The error for a command in the guest that failed.
import { DemotoolError, tail } from "../base/errors.ts";
import type { ExecResult } from "./exec-result.ts";

/** Lines of each output that an error keeps, and of those in its message. */
const lines = { kept: 20, shown: 10 };

/** What ran in the guest. Its input and its environment are left out: they may be secret. */
export interface FailedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly user: string;
}

/** A command in the guest ended with another exit code than 0, or by a signal (code `COMMAND`). */
export class CommandError extends DemotoolError {
  /** The command with its arguments. */
  readonly command: string;
  /** 128 + n for a command that signal n ended, as in a shell. */
  readonly exitCode: number;
  /** The signal that ended the command, such as `SIGKILL`; undefined when it exited by itself. */
  readonly signal: NodeJS.Signals | undefined;
  /** The last 20 lines of standard output. */
  readonly stdout: string;
  /** The last 20 lines of standard error. */
  readonly stderr: string;

  constructor({ command, args, user }: FailedCommand, result: ExecResult) {
    const whole = [command, ...args].join(" ");
    const how = result.signal === undefined ? `exited with code ${result.exitCode}` : `was killed by ${result.signal}`;
    const [stdout, stderr] = [tail(result.stdout, lines.kept), tail(result.stderr, lines.kept)];
    super("COMMAND", {
      headline: `${command} in the guest ${how}`,
      facts: { command: whole, user, exitCode: result.exitCode, signal: result.signal },
      output: [stdout, stderr]
        .filter(Boolean)
        .map((text) => tail(text, lines.shown))
        .join("\n"),
      next: "its output above, if any, says why; to get the result instead of this error, pass { reject: false }",
    });
    this.command = whole;
    this.exitCode = result.exitCode;
    this.signal = result.signal;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}
