// The conditions that a machine waits for: after a boot, after a start from a saved state, after a revert.
import { begin, type ReadinessCondition, type Sequence } from "./condition.ts";
import { currentScreen } from "./conditions/current-screen.ts";
import { graphicalSession } from "./conditions/graphical-session.ts";
import { guestAgent, knownAgent } from "./conditions/guest-agent.ts";
import { keyboardLights } from "./conditions/keyboard-lights.ts";
import { overlookedAgent } from "./conditions/overlooked-agent.ts";
import { readyDelay } from "./conditions/ready-delay.ts";
import { restoredGuest } from "./conditions/restored-guest.ts";
import { revertedGuest } from "./conditions/reverted-guest.ts";
import { running } from "./conditions/running.ts";
import { redrawnScreen, settledScreen } from "./conditions/settled-screen.ts";
import { vncAnswers } from "./conditions/vnc-answers.ts";
import type { BootPlan, RestorePlan, RevertPlan } from "./plan.ts";

const desktop: readonly ReadinessCondition<BootPlan>[] = [graphicalSession, settledScreen];

/** After a boot from the disk: the stages of the specification. */
export const coldBoot: Sequence<BootPlan> = [
  running,
  vncAnswers,
  readyDelay,
  guestAgent,
  ...desktop,
  overlookedAgent(desktop),
];

/** After a start from a saved state. The screen is watched while the agent is awaited: that saves half a second. */
export const restored: Sequence<RestorePlan> = [
  vncAnswers,
  begin(redrawnScreen),
  restoredGuest(graphicalSession),
  redrawnScreen,
];

/** After a revert to a snapshot. */
export const reverted: Sequence<RevertPlan> = [currentScreen, knownAgent, revertedGuest, keyboardLights];
