// Bridges the time in which the guest agent is away, as while its package is upgraded.
import type { Deadline } from "../../base/time/deadline.ts";
import { pauseFor } from "../../base/time/poll.ts";
import type { GuestAgent } from "../agent.ts";

/** Milliseconds for an agent to return: longer than systemd stops a service and a package manager replaces it. */
const returnMs = 60_000;

const pollMs = 200;

/**
 * Asks the agent something, again and again while it is away.
 *
 * @throws what `ask` throws when the agent answers, when it stays away for a minute, or when the deadline is over
 */
export async function whenAgentReturns<T>(agent: GuestAgent, deadline: Deadline, ask: () => Promise<T>): Promise<T> {
  const until = performance.now() + returnMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      deadline.throwIfOver();
      if (!agent.isAway(error) || performance.now() > until) throw error;
      await pauseFor(deadline, pollMs);
    }
  }
}
