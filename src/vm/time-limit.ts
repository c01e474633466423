// The time limit of what a VM is asked to do, as the caller gives it.

import { OptionError } from "../base/errors.ts";
import { Deadline } from "../base/time/deadline.ts";

/** Seconds for a method of a VM that is not given another limit. */
const defaultTimeout = 300;

/** The longest that anything may be told to take, in seconds: a timer that is set to more goes off at once. */
const longestTimeout = 7 * 24 * 3600;

/** What a method of a VM is to do, within which limit. */
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
 * @throws {OptionError} when the limit is no number of seconds
 */
export function timeLimit({ method, task, timeout = defaultTimeout, signal }: LimitedTask): Deadline {
  if (!(timeout > 0 && timeout <= longestTimeout)) throw badTimeout(method, timeout);
  // A hook that collects evidence after a test was stopped may still use the guest.
  return Deadline.after(timeout, task, { signal: signal?.aborted ? undefined : signal });
}

function badTimeout(method: string, timeout: number): OptionError {
  return new OptionError({
    headline: `option timeout of vm.${method} is out of range`,
    facts: { timeout: String(timeout) },
    next: `give a number of seconds above 0, up to ${longestTimeout}`,
  });
}
