// Ends what looks at a screen when the screen can be seen no more: else it would stand still for ever.

import { AbortedError } from "../base/errors.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import type { Deadline } from "../base/time/deadline.ts";

/** One for each screen, which outlives all that look at it. */
const ends = new WeakMap<object, AbortSignal>();

/** The deadline, ended as well by the end of the connection: with its reason, or an {@link AbortedError}. */
export function whileConnected(screen: Pick<LiveScreen, "closed">, deadline: Deadline): Deadline {
  return deadline.endedBy(endOf(screen));
}

function endOf(screen: Pick<LiveScreen, "closed">): AbortSignal {
  const known = ends.get(screen);
  if (known) return known;
  const lost = new AbortController();
  void screen.closed.then((reason) => lost.abort(reason ?? closedHere()));
  ends.set(screen, lost.signal);
  return lost.signal;
}

function closedHere(): AbortedError {
  return new AbortedError({
    headline: "the connection to the VM's screen was closed by this side",
    next: "keep the VM until all waits for its screen have ended",
  });
}
