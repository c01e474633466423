// Watches the domain, so that a wait for readiness ends as soon as the domain is off or stands still.
import type { Deadline } from "../base/time/deadline.ts";
import { pauseFor } from "../base/time/poll.ts";
import type { Domain } from "../libvirt/domain.ts";
import { Standstill } from "./standstill.ts";

/** Milliseconds between two looks at the domain. */
const lookMs = 500;

/** While a VM starts, its memory may be loaded or saved. */
const starting = { pauses: true };

/** A deadline that ends as soon as the domain is off. Disposing of it ends the watch. */
export interface Watch extends Disposable {
  readonly deadline: Deadline;
}

/** Watches a domain. The deadline ends with a {@link VmStoppedError} when the domain is off or stands still. */
export function whileAlive(domain: Domain, outer: Deadline): Watch {
  const end = new AbortController();
  const deadline = outer.endedBy(end.signal);
  void watch(domain, deadline).catch((reason: unknown) => end.abort(reason));
  return { deadline, [Symbol.dispose]: () => end.abort(new Error("the watch has ended")) };
}

/** Throws a {@link VmStoppedError} if the domain is off. */
export async function requireAlive(domain: Domain): Promise<void> {
  const stopped = await new Standstill(domain).look(starting);
  if (stopped) throw stopped;
}

async function watch(domain: Domain, deadline: Deadline): Promise<never> {
  const standstill = new Standstill(domain);
  for (;;) {
    const stopped = await standstill.look(starting);
    if (stopped) throw stopped;
    await pauseFor(deadline, lookMs);
  }
}
