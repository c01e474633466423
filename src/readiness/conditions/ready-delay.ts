// Ready, part: some time has passed since the VNC server's first answer, as the specification has it.
import { pauseFor } from "../../base/time/poll.ts";
import type { ReadinessCondition } from "../condition.ts";
import type { BootPlan } from "../plan.ts";

/** The plan's delay is over. */
export const readyDelay: ReadinessCondition<Pick<BootPlan, "delayMs">> = {
  stage: "delay",
  reach: async (_machine, { delayMs }, { deadline }) => {
    await pauseFor(deadline, delayMs);
  },
};
