// The error of a copy that failed in the guest: in the guest's words, with what to do next.
import { GuestError } from "../errors.ts";
import { refusedCode, wrongPathCode } from "./scripts.ts";

/** How the guest's side of a copy has ended. */
export interface GuestEnd {
  readonly exitCode: number;
  /** Its last line is the reason, if the exit code is one of the scripts' own. */
  readonly stderr: string;
}

/** The error for a script of scripts.ts that has failed. */
export function copyError(
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
