// Runs a short shell script as root in the guest with as few processes as possible, since starting each one is slow
// under emulation.
import { setTimeout as delay } from "node:timers/promises";
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { searchPath } from "./command-line.ts";

/** The result of a script. */
export interface ScriptResult {
  readonly exitCode: number;
  /** Standard output followed by standard error. */
  readonly output: string;
}

const pollMs = 20;

/**
 * Runs a script with `sh`, with `args` as `$1` and so on, and waits for it. Only for scripts that print little and end
 * by themselves; use `execInGuest` for others.
 *
 * @param input standard input. Default: empty
 * @throws the deadline's error when it is over; the script continues
 */
export async function runScript(
  agent: GuestAgent,
  script: string,
  args: readonly string[],
  deadline: Deadline,
  input?: string,
): Promise<ScriptResult> {
  const started = {
    path: "sh",
    arg: ["-c", script, "sh", ...args],
    env: [`PATH=${searchPath}`],
    ...(input !== undefined && { "input-data": Buffer.from(input).toString("base64") }),
    "capture-output": true,
  };
  const { pid } = await agent.call("guest-exec", started, deadline);
  for (;;) {
    const status = await agent.call("guest-exec-status", { pid }, deadline);
    if (status.exited) {
      const output = [status["out-data"], status["err-data"]].filter((data) => data !== undefined);
      return { exitCode: status.exitcode ?? 128 + (status.signal ?? 0), output: Buffer.concat(output).toString() };
    }
    await delay(pollMs);
  }
}
