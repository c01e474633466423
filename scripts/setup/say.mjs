// Output, programs and errors of the set-up step.
import { spawnSync } from "node:child_process";

/** The repository's root. */
export const root = new URL("../../", import.meta.url);

/** Prints one line for the user. */
export function say(line) {
  process.stderr.write(`[setup] ${line}\n`);
}

/** Ends the set-up with the problem and the next step. */
export class SetupError extends Error {}

/** Runs a program with its output on the terminal; returns whether it succeeded. */
export function runs(command, args, options = {}) {
  return spawnSync(command, args, { stdio: ["inherit", 2, 2], ...options }).status === 0;
}

/** Runs a program silently; returns its standard output, or undefined if it failed. */
export function outputOf(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", timeout: 30_000 });
  return status === 0 ? stdout.trim() : undefined;
}
