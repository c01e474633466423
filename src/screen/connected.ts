// Ends waits when the connection to their screen closes: without updates they would never finish.
import { AbortedError } from "../base/errors.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import type { Deadline } from "../base/time/deadline.ts";

/** One signal per screen, shared by all its waits. */
const ends = new WeakMap<object, AbortSignal>();

/** The deadline, which also ends when the connection closes: with the reason for that, or an {@link AbortedError}. */
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
    headline: "demotool closed the connection to the VM's screen",
    next: "await all waits for the screen before the VM is disposed of",
  });
}
