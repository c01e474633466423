// Watches the domain, so that a wait for readiness ends as soon as the domain is off.
import { TimeoutError } from "../base/errors.ts";
import type { Deadline } from "../base/time/deadline.ts";
import { pauseFor } from "../base/time/poll.ts";
import type { DomainState } from "../libvirt/codes.ts";
import type { Domain } from "../libvirt/domain.ts";

/** Milliseconds between two looks at the domain's state. */
const lookMs = 500;

/** A deadline that ends as soon as the domain is off. Disposing of it ends the watch. */
export interface Watch extends Disposable {
  readonly deadline: Deadline;
}

/** Watches a domain. The deadline ends with the error that the domain is off, or that libvirt failed. */
export function whileAlive(domain: Domain, outer: Deadline): Watch {
  const end = new AbortController();
  const deadline = outer.endedBy(end.signal);
  void watch(domain, deadline).catch((reason: unknown) => end.abort(reason));
  return { deadline, [Symbol.dispose]: () => end.abort(new Error("the watch has ended")) };
}

/** Throws if the domain is off. */
export async function requireAlive(domain: Domain): Promise<void> {
  const state = await domain.state();
  if (isOff(state)) throw new Error(`the domain is ${state}`);
}

/** Whether a domain in this state no longer runs its guest. A transient domain is gone as soon as it is off. */
export function isOff(state: DomainState): boolean {
  return ["shutdown", "shutoff", "crashed", "gone"].includes(state);
}

async function watch(domain: Domain, deadline: Deadline): Promise<never> {
  for (;;) {
    await requireAlive(domain).catch((error: unknown) => {
      // On a busy host libvirt may answer too late, which does not mean that the domain is off.
      if (!(error instanceof TimeoutError)) throw error;
    });
    await pauseFor(deadline, lookMs);
  }
}
