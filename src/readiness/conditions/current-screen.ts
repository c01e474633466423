// Readiness condition: after a revert, the client's framebuffer and pointer match the guest's.
import type { ReadinessCondition } from "../condition.ts";
import type { RevertPlan } from "../plan.ts";

/** Refreshes the whole screen, and moves the pointer to its position in the snapshot. */
export const currentScreen: ReadinessCondition<Pick<RevertPlan, "input">> = {
  stage: "current screen",
  reach: async (machine, { input }, { deadline }) => {
    const client = await deadline.race(machine.vnc());
    await client.refresh(deadline);
    const { x, y } = input.pointer ?? { x: client.width / 2, y: client.height / 2 };
    if (client.pointerState !== undefined) client.pointer(x, y);
  },
};
