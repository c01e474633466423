// The durations that a test gives to a VM's methods: time limits and pauses, checked.
import { checkNumber } from "../base/check.ts";
import { Deadline } from "../base/time/deadline.ts";
import { pauseFor } from "../base/time/poll.ts";

/** The time limit of a VM's method by default, in seconds. */
const defaultLimitSeconds = 300;

/** The longest time limit in seconds: Node fires a timer at once that is set to more than 24 days. */
const longestLimitSeconds = 7 * 24 * 3600;

/** The longest pause in seconds: a larger number is meant in milliseconds. */
const longestPauseSeconds = 3600;

/** What a method of a VM does, and within which limit. */
export interface LimitedTask {
  /** The method's name: `exec` of `vm.exec`. */
  readonly method: string;
  /** What it does, for messages. */
  readonly task: string;
  /** Seconds; default 300. */
  readonly timeout: number | undefined;
  /** The demo's signal. */
  readonly signal: AbortSignal | undefined;
}

/**
 * The deadline of a task.
 *
 * @throws {OptionError} when the limit is not a number of seconds
 */
export function timeLimit({ method, task, timeout = defaultLimitSeconds, signal }: LimitedTask): Deadline {
  checkNumber("timeout", timeout, { of: `vm.${method}`, above: 0, to: longestLimitSeconds, unit: "seconds" });
  // A hook that collects evidence after a test was stopped may still use the guest.
  return Deadline.after(timeout, task, { signal: signal?.aborted ? undefined : signal });
}

/**
 * Waits for some seconds, so that viewers can follow. The end of the demo ends the pause.
 *
 * @throws {OptionError} when it is not a number from 0 to 3600
 * @throws {AbortedError} when the signal aborts
 */
export async function pauseForViewers(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  checkNumber("seconds", seconds, { of: "vm.pause", from: 0, to: longestPauseSeconds, unit: "seconds" });
  // Twice the longest pause: the deadline is there for its signal only.
  const deadline = Deadline.after(longestPauseSeconds * 2, `pause of ${seconds} s`, { signal });
  deadline.throwIfOver();
  await pauseFor(deadline, seconds);
}
