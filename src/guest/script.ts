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

/** An answer of guest-exec-status (qemu-ga-ref(7)). */
interface Status {
  readonly exited: boolean;
  readonly exitcode?: number;
  readonly signal?: number;
  /** Base64. */
  readonly "out-data"?: string;
  /** Base64. */
  readonly "err-data"?: string;
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
  const { pid } = await deadline.race(
    agent.call<{ readonly pid: number }>("guest-exec", {
      path: "sh",
      arg: ["-c", script, "sh", ...args],
      env: [`PATH=${searchPath}`],
      ...(input !== undefined && { "input-data": Buffer.from(input).toString("base64") }),
      "capture-output": true,
    }),
  );
  for (;;) {
    const status = await deadline.race(agent.call<Status>("guest-exec-status", { pid }));
    if (status.exited) {
      const output = [status["out-data"], status["err-data"]].map((data = "") => Buffer.from(data, "base64"));
      return { exitCode: status.exitcode ?? 128 + (status.signal ?? 0), output: Buffer.concat(output).toString() };
    }
    await delay(pollMs);
  }
}
