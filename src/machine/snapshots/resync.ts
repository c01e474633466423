// After a guest was put back: waits until its agent answers, and tells it what time it is.

import { addFacts, describeThrown, TimeoutError } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../../guest/agent.ts";
import { resyncGuest } from "../../guest/resync.ts";
import type { Domain } from "../../libvirt/domain.ts";
import { agentAnswers } from "../../readiness/guest-agent.ts";

/**
 * Waits for the agent, which has to open its channel again, and wakes the guest; a guest that does not take up the time
 * is only warned of.
 *
 * @throws {TimeoutError} when the agent does not answer before the deadline
 */
export async function resyncAfterRevert(
  domain: Domain,
  agent: GuestAgent,
  snapshot: string,
  deadline: Deadline,
): Promise<void> {
  await answers(domain, agent, snapshot, deadline);
  const facts = { domain: domain.name, snapshot };
  try {
    const { clock, random } = await deadline.race(resyncGuest(agent, deadline));
    if (!clock) log.warn("the guest's clock could not be set: it is as old as the snapshot", facts);
    if (!random) log.debug("the guest takes up new random numbers within a minute", facts);
  } catch (error) {
    deadline.throwIfOver();
    log.warn("the guest could not be told the time: its clock is as old as the snapshot", {
      ...facts,
      reason: describeThrown(error),
    });
  }
}

async function answers(domain: Domain, agent: GuestAgent, snapshot: string, deadline: Deadline): Promise<void> {
  let seen = "";
  const saw = (what: string): void => {
    seen = what;
  };
  try {
    await agentAnswers(domain, agent, { deadline, saw });
  } catch (error) {
    if (error instanceof TimeoutError) addFacts(error, { domain: domain.name, snapshot, seen });
    throw error;
  }
}
