// Ready, part: a guest that was started from a saved state answers, has its clock set, and is in the boot that was saved.
import { poll } from "../../base/time/poll.ts";
import { resyncRestored } from "../../guest/resync.ts";
import { agentConnected } from "../../libvirt/live-xml.ts";
import type { ReadinessCondition } from "../condition.ts";
import type { RestorePlan } from "../plan.ts";

/** Milliseconds between two looks for the agent, which is there at once: a longer pause would show in each warm start. */
const pollMs = 10;

/**
 * The guest has taken up the time and tells that it is the one that was saved. One program in the guest sets the clock
 * and asks for the session as well.
 *
 * @param session what is waited for next when the guest's graphical session is not up
 */
export function restoredGuest(session: ReadinessCondition<RestorePlan>): ReadinessCondition<RestorePlan> {
  return {
    stage: "guest agent",
    reach: async (machine, plan, { deadline, saw }) => {
      saw("the guest agent has not opened its channel");
      await poll(deadline, pollMs, async () => agentConnected(await machine.domain.xml()) || undefined);
      saw("the guest agent opened its channel but does not answer");
      const { bootId, missing } = await resyncRestored(machine.agent, plan.session, deadline);
      if (bootId !== plan.bootId) throw new Error(`the guest is in boot ${bootId}, not in ${plan.bootId}`);
      machine.hasAgent = true;
      return missing === undefined ? undefined : [session];
    },
  };
}
