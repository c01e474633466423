// Checks the time limits and pauses that tests pass to a VM's methods.
import { callSignal } from "../base/time/abort.ts";
import { checkDuration, shortestMs } from "../base/time/check-duration.ts";
import { Deadline } from "../base/time/deadline.ts";
import { pauseFor } from "../base/time/poll.ts";
import { describeDuration } from "../base/time/seconds.ts";

/** Default time limit of a VM's methods, in milliseconds. */
const defaultLimitMs = 300_000;

/** The longest time limit in milliseconds: Node fires timers of more than 24 days immediately. */
const longestLimitMs = 604_800_000;

/** The longest pause in milliseconds: no viewer waits for longer. */
const longestPauseMs = 3_600_000;

/** A VM's method with its time limit. */
export interface LimitedTask {
  /** The method's name, such as `exec` for `vm.exec`. */
  readonly method: string;
  /** What it does, for messages. */
  readonly task: string;
  /** Milliseconds; default {@link defaultMs}. */
  readonly timeout: number | undefined;
  /** Default limit in milliseconds; default 300_000. */
  readonly defaultMs?: number | undefined;
  /** The demo's signal. */
  readonly signal: AbortSignal | undefined;
  /** The method's own option `signal`. */
  readonly own?: AbortSignal | undefined;
}

/**
 * Makes the deadline of a task.
 *
 * @throws {OptionError} when the limit is not a number of milliseconds from 1000 on
 */
export function timeLimit(limited: LimitedTask): Deadline {
  const { method, task, defaultMs = defaultLimitMs, timeout = defaultMs, signal, own } = limited;
  checkDuration("timeout", timeout, {
    of: `vm.${method}`,
    shortest: shortestMs.work,
    longest: longestLimitMs,
    zero: false,
  });
  return Deadline.after(timeout, task, { signal: callSignal(signal, own) });
}

/**
 * Pauses so that viewers can follow. Ends early when the demo ends.
 *
 * @throws {OptionError} when the duration is neither 0 nor from 10 to 3_600_000 milliseconds
 * @throws {AbortedError} when the signal aborts
 */
export async function pauseForViewers(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  checkDuration("duration", durationMs, { of: "vm.pause", shortest: shortestMs.pause, longest: longestPauseMs });
  // The deadline only carries the signal: its own limit never passes.
  const deadline = Deadline.after(longestPauseMs * 2, `pause of ${describeDuration(durationMs)}`, { signal });
  deadline.throwIfOver();
  await pauseFor(deadline, durationMs);
}
