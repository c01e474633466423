// Readiness condition: the VNC server sends its banner.
import { probeBanner } from "../../rfb/connect.ts";
import type { ReadinessCondition } from "../condition.ts";

/** Waits until the VNC server answers. */
export const vncAnswers: ReadinessCondition = {
  stage: "vnc",
  reach: async ({ vncPort }, _plan, { deadline }) => {
    await probeBanner("127.0.0.1", vncPort, deadline);
  },
};
