// Readiness condition: a restored guest answers, its clock and its keyboard layout are set, and its boot id is the
// saved one.
import { poll } from "../../base/time/poll.ts";
import { resyncRestored } from "../../guest/resync.ts";
import { agentConnected } from "../../libvirt/live-xml.ts";
import type { ReadinessCondition } from "../condition.ts";
import type { RestorePlan } from "../plan.ts";

/**
 * Milliseconds between two looks for the agent, which is there at once: a longer pause would show in each warm start.
 */
const pollMs = 10;

/**
 * Waits for the agent, sets the guest's clock and keyboard layout, and checks that it is the saved guest and that its
 * session is up. A single program in the guest does all of this.
 *
 * @param session the condition to wait for next when the guest's graphical session is not up
 */
export function restoredGuest(session: ReadinessCondition<RestorePlan>): ReadinessCondition<RestorePlan> {
  return {
    stage: "guest agent",
    reach: async (machine, plan, { deadline, saw }) => {
      saw("the guest agent has not opened its channel");
      await poll(deadline, pollMs, async () => agentConnected(await machine.domain.xml()) || undefined);
      saw("the guest agent opened its channel but does not answer");
      const guest = await resyncRestored(machine.agent, plan.session, plan.layout?.layout, deadline);
      const { bootId, missing } = guest;
      if (bootId !== plan.bootId) throw new Error(`the guest has boot id ${bootId} instead of ${plan.bootId}`);
      machine.hasAgent = true;
      if (guest.layout) plan.layout?.onSet();
      return missing === undefined ? undefined : [session];
    },
  };
}
