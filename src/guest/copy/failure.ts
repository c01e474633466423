// The error of a copy that failed in the guest, with the guest's own message and a next step.
import { GuestError } from "../errors.ts";
import { refusedCode, wrongPathCode } from "./scripts.ts";

/** How the script in the guest ended. */
export interface GuestEnd {
  readonly exitCode: number;
  /** Its last line is the reason if the exit code is {@link refusedCode} or {@link wrongPathCode}. */
  readonly stderr: string;
}

/** Returns the error for a failed script of scripts.ts. */
export function copyError(
  { what, user }: { readonly what: string; readonly user: string },
  { exitCode, stderr }: GuestEnd,
): GuestError {
  const lines = stderr.trim().split("\n");
  const hasReason = exitCode === refusedCode || exitCode === wrongPathCode;
  const reason = hasReason ? lines.pop() : `the script in the guest exited with ${exitCode}`;
  return new GuestError({
    headline: `${what}: ${reason}`,
    output: lines.join("\n"),
    next:
      exitCode === wrongPathCode
        ? `check the path in the guest; relative paths start at the home of \`${user}\``
        : "check the paths, the guest's free space (df), and the output above, if any",
  });
}
