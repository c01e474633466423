// Readiness condition: libvirt reports the domain as running.
import { poll } from "../../base/time/poll.ts";
import type { ReadinessCondition } from "../condition.ts";

/** Milliseconds between two looks at the domain's state. */
const pollMs = 100;

/** Waits until the domain runs. */
export const running: ReadinessCondition = {
  stage: "running",
  reach: async ({ domain }, _plan, { deadline, saw }) => {
    await poll(deadline, pollMs, async () => {
      const state = await domain.state();
      saw(`the domain is ${state}`);
      return state === "running" || undefined;
    });
  },
};
