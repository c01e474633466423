// Runs programs that begin with the X11 client.
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../agent.ts";
import { GuestError } from "../errors.ts";
import { runScript } from "../script.ts";
import { clientExit, xClient } from "./client.ts";
import type { XDisplay } from "./display.ts";

/** A program that goes on where {@link xClient} ends. */
export interface XProgram {
  readonly code: string;
  /** What `@ARGV` is. */
  readonly args: readonly string[];
  /** The headline of its errors, such as `the windows of the guest's desktop cannot be read`. */
  readonly failure: string;
  /** What to do about each exit code of its own. */
  readonly nextSteps: Readonly<Record<number, string>>;
}

const shellScript =
  `program=$1; shift; command -v perl >/dev/null || { echo 'no perl' >&2; exit ${clientExit.noPerl}; }; ` +
  'exec perl -e "$program" -- "$@"';

const clientSteps: XProgram["nextSteps"] = {
  [clientExit.noPerl]: "install the package perl-base (Debian, Ubuntu) or perl-interpreter (Fedora) in the image",
  [clientExit.noServer]: "check that the desktop session of the guest runs: look at vm.screenshot()",
};

/**
 * Runs a program on an X display of the guest, as one process: starting one takes 50 ms and more under emulation.
 *
 * @returns what it prints
 * @throws {GuestError} when there is no perl, when the X server cannot be reached, and when the program fails
 * @throws the deadline's error when it is over first
 */
export async function runOnDisplay(
  agent: GuestAgent,
  { display, authority }: XDisplay,
  { code, args, failure, nextSteps }: XProgram,
  deadline: Deadline,
): Promise<string> {
  const words = [`${xClient}${code}`, display, authority, ...args];
  const { exitCode, output } = await runScript(agent, shellScript, words, deadline);
  if (exitCode === 0) return output;
  throw new GuestError({
    headline: exitCode === clientExit.noPerl ? `${failure}: the guest has no perl` : failure,
    facts: { display, exitCode },
    output,
    next:
      { ...clientSteps, ...nextSteps }[exitCode] ?? "check that the guest's perl works: the output says what failed",
  });
}
