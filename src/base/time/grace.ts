// Extends a deadline, for work that must not be left half done.
import { Deadline } from "./deadline.ts";

/**
 * A deadline that ends `graceMs` milliseconds after `deadline` does, whatever ends that, and with the same reason. It
 * pauses with `deadline`.
 */
export function withGrace(deadline: Deadline, graceMs: number): Deadline {
  return later(deadline, graceMs, () => true);
}

/** Like {@link withGrace}, but ends at once when `deadline` ends for another reason than its time limit. */
export function withLateGrace(deadline: Deadline, graceMs: number): Deadline {
  return later(deadline, graceMs, () => deadline.isTimeUp());
}

function later(deadline: Deadline, graceMs: number, hasGrace: () => boolean): Deadline {
  const { clock, signal, task } = deadline;
  const end = new AbortController();
  const onOver = (): void => {
    if (hasGrace()) clock.schedule(graceMs, () => end.abort(signal.reason));
    else end.abort(signal.reason);
  };
  if (signal.aborted) onOver();
  else signal.addEventListener("abort", onOver, { once: true });
  // Its own limit comes last, so that the reason names the limit that the caller gave.
  return Deadline.after(deadline.remaining() + 2 * graceMs, task, { signal: end.signal, clock });
}
