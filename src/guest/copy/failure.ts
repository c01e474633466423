// The error for a copy that the guest has refused: in the guest's words, with what to do about it.

import { GuestError } from "../errors.ts";
import { refusedCode, wrongPathCode } from "./scripts.ts";

/** How the guest's side of a copy ended. */
export interface GuestEnd {
  readonly exitCode: number;
  /** Its last line says what is wrong, if the exit code says that the script has refused. */
  readonly stderr: string;
}

/** The error for a script of copy-scripts.ts that has failed. */
export function refusal(
  { what, user }: { readonly what: string; readonly user: string },
  { exitCode, stderr }: GuestEnd,
): GuestError {
  const lines = stderr.trim().split("\n");
  const told = exitCode === refusedCode || exitCode === wrongPathCode;
  const reason = told ? lines.pop() : `the guest's side ended with ${exitCode}`;
  return new GuestError({
    headline: `${what}: ${reason}`,
    output: lines.join("\n"),
    next:
      exitCode === wrongPathCode
        ? `check the path in the guest; relative paths start at the home of \`${user}\``
        : "look at the paths, at the guest's free space (df), and at the output above, if there is any",
  });
}
