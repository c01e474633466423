// Ends what looks at a screen when the screen can be seen no more: else it would stand still for ever.
import type { Deadline } from "../base/deadline.ts";
import { AbortedError } from "../base/errors.ts";
import type { LiveScreen } from "../base/live-screen.ts";

/** The deadline, ended as well by the end of the connection: with its reason, or an {@link AbortedError}. */
export function whileConnected(screen: Pick<LiveScreen, "closed">, deadline: Deadline): Deadline {
  const lost = new AbortController();
  void screen.closed.then((reason) => lost.abort(reason ?? closedHere(deadline.task)));
  return deadline.endedBy(lost.signal);
}

function closedHere(task: string): AbortedError {
  return new AbortedError({
    headline: `${task} was stopped: the VM's screen was closed by this side`,
    next: "keep the VM until the wait is over",
  });
}
