// Readiness condition: a reverted guest has the current time and new random numbers.
import { describeThrown } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import { resyncReverted } from "../../guest/resync.ts";
import type { ReadinessCondition } from "../condition.ts";
import type { RevertPlan } from "../plan.ts";

/** Sets the guest's clock and reseeds its kernel. A failure is only logged. */
export const revertedGuest: ReadinessCondition<Pick<RevertPlan, "snapshot">> = {
  stage: "guest clock",
  applies: ({ hasAgent }) => hasAgent,
  reach: async ({ domain, agent }, { snapshot }, { deadline }) => {
    const facts = { domain: domain.name, snapshot };
    try {
      const { clock, random } = await resyncReverted(agent, deadline);
      if (!clock) log.warn("could not set the guest's clock: it still shows the time of the snapshot", facts);
      if (!random) log.debug("the guest's random numbers are reseeded within a minute", facts);
    } catch (error) {
      deadline.throwIfOver();
      log.warn("could not send the guest the time: its clock still shows the time of the snapshot", {
        ...facts,
        reason: describeThrown(error),
      });
    }
  },
};
