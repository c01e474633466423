// Runs programs in the guest through the agent (guest-exec, guest-exec-status).
import { randomUUID } from "node:crypto";
import { describeThrown, TimeoutError, tail } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import { withLateGrace } from "../base/time/grace.ts";
import { pauseFor } from "../base/time/poll.ts";
import { describeDuration } from "../base/time/seconds.ts";
import type { GuestAgent } from "./agent.ts";
import type { AgentAnswer, ExecStatus } from "./answers.ts";
import { type CommandLine, commandLine, type GuestCommand, searchPath } from "./command-line.ts";
import { type ExecResult, signalOf } from "./exec-result.ts";
import { writeContent } from "./files.ts";
import { GuestOutput, type OutputListener, timedOutCap } from "./output.ts";

/** Options of running a command in the guest. */
export interface ExecOptions {
  /** The guest's user. Default `demo`. The command gets the environment of the user's desktop session. */
  readonly user?: string;
  /** Directory in the guest. Default: the user's home. */
  readonly cwd?: string;
  /** Added to the user's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. Default: empty. */
  readonly input?: string | Uint8Array;
  /** Time limit in milliseconds, after which the command and what it started are killed. Default 300_000. */
  readonly timeout?: number;
  /** Whether an exit code other than 0 is an error, a `CommandError`. Default true. */
  readonly reject?: boolean;
  /** Called with standard output while the command runs. If it throws, the command is killed. */
  readonly onStdout?: OutputListener;
  /** Like `onStdout`, for standard error. */
  readonly onStderr?: OutputListener;
}

/** Pause between reads of growing output: short enough to follow it live, long enough for a slow guest. */
const followPauseMs = 100;

/** Time beyond a command's limit for its end in the guest and for reading its output. Then the guest counts as hung. */
const hungGuestMs = 15_000;

/** Milliseconds for a guest to start the cleaner. */
const cleanUpMs = 5000;

/** Exit codes of timeout(1) after its limit: GNU's own, and those of a command that it killed. */
const timedOutCodes: readonly number[] = [124, 128 + 9, 128 + 15];

/**
 * Runs a command in the guest and waits for it. An exit code other than 0 is a result, not an error. When the wait ends
 * early, for example because a listener throws, the command and everything that it started are killed.
 *
 * @throws {GuestError} when the agent cannot start it
 * @throws {TimeoutError} when it takes longer than its deadline, or reading its output 15 s longer than that
 * @throws {AbortedError} when the deadline's signal ends it
 */
export async function execInGuest(agent: GuestAgent, job: GuestCommand): Promise<ExecResult> {
  const prefix = `/run/demotool-${randomUUID()}`;
  const stdin = job.input === undefined ? "/dev/null" : `${prefix}.in`;
  const files = { stdin, stdout: `${prefix}.out`, stderr: `${prefix}.err` };
  using deadline = withLateGrace(job.deadline, hungGuestMs);
  const stdout = new GuestOutput(agent, files.stdout, job.onStdout);
  const stderr = new GuestOutput(agent, files.stderr, job.onStderr);
  let running: Promise<Started> | undefined;
  try {
    if (job.input !== undefined) await writeContent(agent, stdin, job.input, job.deadline);
    job.deadline.throwIfOver();
    running = startInGuest(agent, commandLine(job, files));
    const { pid } = await deadline.race(running);
    const status = await exited(agent, pid, deadline, [stdout, stderr]);
    running = undefined;
    const exitCode = status.exitcode ?? 128 + (status.signal ?? 0);
    const isLate = timedOutCodes.includes(exitCode) && isOver(job.deadline);
    const cap = isLate ? timedOutCap : undefined;
    const result = {
      exitCode,
      signal: signalOf(exitCode),
      failed: exitCode !== 0,
      stdout: await stdout.finish(deadline, cap),
      stderr: await stderr.finish(deadline, cap),
      truncated: stdout.truncated || stderr.truncated,
    };
    if (isLate) throw tooLong(job, result);
    return result;
  } finally {
    await cleanUp(agent, { running, prefix, note: job.note, outputs: [stdout, stderr] });
  }
}

type Started = AgentAnswer<"guest-exec">;

function startInGuest(agent: GuestAgent, { path, args, environment }: CommandLine): Promise<Started> {
  return agent.call("guest-exec", { path, arg: args, env: environment, "capture-output": false });
}

/** Whether the time is up by the guest's clock, which may run 500 ppm faster (adjtimex(2)). */
function isOver(deadline: Deadline): boolean {
  return deadline.remaining() <= deadline.limitMs * 0.0005;
}

/**
 * Kills process `$1` and its session (field 6 of `/proc/<pid>/stat`: proc(5)), if given, then removes `$2.*` and, if
 * given, file `$3` and the file that it names.
 */
const cleaner = `
leader=$1
in_session() { [ "$4" = "$leader" ]; }
for stat in \${1:+/proc/[0-9]*/stat}; do
  read -r line <"$stat" || continue
  pid=\${line%% *}
  if [ "$pid" = "$leader" ] || in_session \${line##*) }; then kill -KILL "$pid"; fi
done
[ ! -s "$3" ] || rm -f "$(cat "$3")"
rm -f "$2".* \${3:+"$3"}`;

/** What a command leaves in the guest. */
interface Leftovers {
  /** The command to kill, which the agent may not have started yet. */
  readonly running: Promise<Started> | undefined;
  readonly prefix: string;
  readonly note: string | undefined;
  readonly outputs: readonly GuestOutput[];
}

/**
 * Starts the cleaner without waiting for its end, and continues in the background if the guest does not answer in time.
 * What it cannot remove disappears with the VM.
 */
async function cleanUp(agent: GuestAgent, leftovers: Leftovers): Promise<void> {
  using limit = Deadline.after(cleanUpMs, "cleaning up in the guest");
  await limit
    .race(clean(agent, leftovers))
    .catch((error: unknown) => log.debug("could not clean up in the guest", { reason: describeThrown(error) }));
}

async function clean(agent: GuestAgent, { running, prefix, note = "", outputs }: Leftovers): Promise<void> {
  const started = await running?.catch(() => undefined);
  for (const output of outputs) await output.close();
  const args = ["-c", cleaner, "sh", String(started?.pid ?? ""), prefix, note];
  await startInGuest(agent, { path: "sh", args, environment: [`PATH=${searchPath}`] });
}

async function exited(
  agent: GuestAgent,
  pid: number,
  deadline: Deadline,
  outputs: readonly GuestOutput[],
): Promise<ExecStatus> {
  // The agent sends no event. Most commands are short: poll soon, then ever less often.
  for (let pause = 20; ; pause = Math.min(pause * 1.5, 500)) {
    const status = await agent.call("guest-exec-status", { pid }, deadline);
    if (status.exited) return status;
    for (const output of outputs) if (await output.follow(deadline)) pause = Math.min(pause, followPauseMs);
    // timeout(1) in the guest normally ends the command; the deadline handles a guest that hangs.
    await pauseFor(deadline, pause);
  }
}

function tooLong(job: GuestCommand, result: ExecResult): TimeoutError {
  return new TimeoutError({
    headline: `${job.command} in the guest took longer than ${describeDuration(job.deadline.limitMs)}`,
    facts: { command: [job.command, ...job.args].join(" "), user: job.user, limitMs: job.deadline.limitMs },
    output: tail([result.stdout.trimEnd(), result.stderr].filter(Boolean).join("\n")),
    next: "give it more time with the option timeout (milliseconds), or look at its output above",
  });
}
