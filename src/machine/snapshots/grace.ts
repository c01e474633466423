// A deadline that goes on for a while after another one: for what must not be left half done.
import { Deadline } from "../../base/time/deadline.ts";

/** As `deadline`, but `seconds` later; the reason at its end is the same. */
export function withGrace(deadline: Deadline, seconds: number): Deadline {
  const end = new AbortController();
  const onOver = (): void => {
    setTimeout(() => end.abort(deadline.signal.reason), seconds * 1000).unref();
  };
  if (deadline.signal.aborted) onOver();
  else deadline.signal.addEventListener("abort", onOver, { once: true });
  // Its own limit comes last: the reason names the limit that the caller gave.
  return Deadline.after(deadline.remaining() + 2 * seconds, deadline.task, { signal: end.signal });
}
