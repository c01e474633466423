// How the set-up step speaks, starts programs and gives up.
import { spawnSync } from "node:child_process";

/** The repository's root. */
export const root = new URL("../../", import.meta.url);

/** One line for the person who waits. */
export function say(line) {
  process.stderr.write(`[setup] ${line}\n`);
}

/** Ends the set-up with what is wrong and what to do about it. */
export class SetupError extends Error {}

/** Runs a program with its output on the terminal; says whether it succeeded. */
export function runs(command, args, options = {}) {
  return spawnSync(command, args, { stdio: ["inherit", 2, 2], ...options }).status === 0;
}

/** Runs a program silently; its standard output, or undefined if it failed. */
export function outputOf(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", timeout: 30_000 });
  return status === 0 ? stdout.trim() : undefined;
}
