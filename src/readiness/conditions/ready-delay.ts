// Readiness condition: the specified delay has passed since the VNC server's first answer.
import { pauseFor } from "../../base/time/poll.ts";
import type { ReadinessCondition } from "../condition.ts";
import type { BootPlan } from "../plan.ts";

/** Waits for the plan's delay. */
export const readyDelay: ReadinessCondition<Pick<BootPlan, "delayMs">> = {
  stage: "delay",
  reach: async (_machine, { delayMs }, { deadline }) => {
    await pauseFor(deadline, delayMs);
  },
};
