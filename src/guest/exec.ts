// Runs programs in the guest through the agent (guest-exec, guest-exec-status).
import { setTimeout as delay } from "node:timers/promises";
import type { Deadline } from "../base/deadline.ts";
import { TimeoutError, tail } from "../base/errors.ts";
import { log } from "../base/log.ts";
import type { GuestAgent } from "./agent.ts";
import { commandLine } from "./command-line.ts";

/** How to run a command in the guest. */
export interface ExecOptions {
  /** The guest's user. Default `demo`; it gets the environment of its desktop session. */
  readonly user?: string;
  /** Directory in the guest. Default: the user's home. */
  readonly cwd?: string;
  /** Added to the user's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. Default: empty. */
  readonly input?: string | Uint8Array;
  /** Time limit in seconds; the command and what it started is killed after it. Default 300. */
  readonly timeout?: number;
}

/** What a command in the guest left. */
export interface ExecResult {
  /** 128 + n for a command that signal n ended, as in a shell. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An answer of guest-exec-status. */
interface Status {
  readonly exited: boolean;
  readonly exitcode?: number;
  readonly signal?: number;
  readonly "out-data"?: string;
  readonly "err-data"?: string;
  readonly "out-truncated"?: boolean;
  readonly "err-truncated"?: boolean;
}

/** What {@link execInGuest} runs. */
export interface GuestCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly user: string;
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | Uint8Array | undefined;
  readonly deadline: Deadline;
}

/** Exit codes of timeout(1) for a command that took too long: GNU's, and those of a command that it killed. */
const timedOut = [124, 128 + 9, 128 + 15];

/**
 * Runs a command in the guest and waits for it. An exit code other than 0 is a result, not an error.
 *
 * @throws {GuestError} when the agent cannot start it
 * @throws {TimeoutError} when it takes longer than its deadline
 */
export async function execInGuest(agent: GuestAgent, job: GuestCommand): Promise<ExecResult> {
  const { path, args, environment } = commandLine(job);
  const { pid } = await agent.call<{ pid: number }>("guest-exec", {
    path,
    arg: args,
    env: environment,
    "capture-output": true,
    ...(job.input !== undefined && { "input-data": Buffer.from(job.input).toString("base64") }),
  });
  const status = await exited(agent, pid, job.deadline);
  const result = {
    exitCode: status.exitcode ?? 128 + (status.signal ?? 0),
    stdout: decode(status["out-data"]),
    stderr: decode(status["err-data"]),
  };
  if (timedOut.includes(result.exitCode) && job.deadline.remaining() === 0) throw tooLong(job, result);
  if (status["out-truncated"] || status["err-truncated"]) {
    log.warn("output of a guest command was cut: the guest agent keeps at most 16 MiB", { command: job.command });
  }
  return result;
}

async function exited(agent: GuestAgent, pid: number, deadline: Deadline): Promise<Status> {
  // The agent has no event for this. Most commands are short: ask soon, then ever less often.
  for (let pause = 20; ; pause = Math.min(pause * 1.5, 500)) {
    const status = await agent.call<Status>("guest-exec-status", { pid });
    if (status.exited) return status;
    await delay(pause);
    // The guest's own timeout(1) ends the command; this is for a guest that no longer gets round to it.
    if (deadline.elapsed() > deadline.seconds + 15) deadline.throwIfOver();
    if (deadline.signal.aborted && !(deadline.signal.reason instanceof TimeoutError)) deadline.throwIfOver();
  }
}

function tooLong(job: GuestCommand, result: ExecResult): TimeoutError {
  return new TimeoutError({
    headline: `${job.command} in the guest took longer than ${job.deadline.seconds} s`,
    facts: { command: [job.command, ...job.args].join(" "), user: job.user },
    output: tail(result.stdout + result.stderr),
    next: "give it more time with the option timeout (seconds), or look at its output above",
  });
}

function decode(data: string | undefined): string {
  return data === undefined ? "" : Buffer.from(data, "base64").toString("utf8");
}
