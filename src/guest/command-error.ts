// The error for a command in the guest that failed.
import { DemotoolError, tail } from "../base/errors.ts";
import { printable } from "../base/printable.ts";
import type { ExecResult } from "./exec-result.ts";

/** Lines of each output that an error keeps, and of those in its message. */
const lines = { kept: 20, shown: 10 };

/** Longest line of an output that an error keeps, and longest command in its facts, in characters. */
const maxLineLength = 500;
const maxCommandLength = 1000;

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
  /**
   * The signal that ended the command, such as `SIGKILL`, by its exit code: 128 + n counts as signal n, as in a shell.
   */
  readonly signal: NodeJS.Signals | undefined;
  /** The last 20 lines of standard output, without escape sequences. */
  readonly stdout: string;
  /** The last 20 lines of standard error, without escape sequences. */
  readonly stderr: string;

  constructor({ command, args, user }: FailedCommand, result: ExecResult) {
    const whole = [command, ...args].join(" ");
    const [name = ""] = printable(command).split("\n");
    const how = `exited with code ${result.exitCode}${result.signal === undefined ? "" : ` (${result.signal})`}`;
    const [stdout, stderr] = [lastLines(result.stdout), lastLines(result.stderr)];
    super("COMMAND", {
      headline: `${name} in the guest ${how}`,
      facts: {
        command: printable(whole).slice(0, maxCommandLength),
        user,
        exitCode: result.exitCode,
        signal: result.signal,
      },
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

/** The last lines of an output, safe to show. */
function lastLines(output: string): string {
  return tail(output, lines.kept)
    .split("\n")
    .map((line) => printable(shownLast(line).slice(0, maxLineLength)))
    .join("\n");
}

/** Of a line that was overwritten (`\r`), as by a progress bar, what was shown last. */
function shownLast(line: string): string {
  return line.trimEnd().split("\r").at(-1) ?? "";
}
