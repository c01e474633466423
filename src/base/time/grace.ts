// Extends a deadline, for work that must not be left half done.
import { Deadline } from "./deadline.ts";

/**
 * A deadline that ends `graceMs` milliseconds after `deadline` does, whatever ends that, and with the same reason. It
 * pauses with `deadline`.
 */
export function withGrace(deadline: Deadline, graceMs: number): Deadline {
  const { clock, signal, task } = deadline;
  const end = new AbortController();
  const onOver = (): void => void clock.schedule(graceMs, () => end.abort(signal.reason));
  if (signal.aborted) onOver();
  else signal.addEventListener("abort", onOver, { once: true });
  // Its own limit comes last, so that the reason names the limit that the caller gave.
  return Deadline.after(deadline.remaining() + 2 * graceMs, task, { signal: end.signal, clock });
}
