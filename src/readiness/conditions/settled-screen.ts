// Ready, part: the screen stands still and the guest has stopped being busy with its start.

import type { Deadline } from "../../base/time/deadline.ts";
import { pauseFor } from "../../base/time/poll.ts";
import type { GuestAgent } from "../../guest/agent.ts";
import type { VncClient } from "../../rfb/connect.ts";
import { whileConnected } from "../../screen/connected.ts";
import { Stillness } from "../../screen/stillness.ts";
import { requireAlive } from "../alive.ts";
import type { ReadinessCondition, StageContext } from "../condition.ts";
import { guestLoad, isBusy, type Load } from "../guest-load.ts";

/** When a screen counts as settled. */
export interface SettleRule {
  /** Seconds without a change. Default 2. */
  readonly stillSeconds?: number;
  /** Tells whether the guest is busy. Without an agent only the screen counts. */
  readonly agent?: GuestAgent | undefined;
}

/** Seconds without a change after a restore: the desktop was settled when it was saved, and is drawn once. */
export const redrawnStillSeconds = 0.3;

/**
 * A busy guest's screen counts as settled once it stood still for `seconds`, or for `share` of the boot so far,
 * whichever is more: a slow guest's desktop has longer pauses while it is drawn.
 */
const busyGuest = { seconds: 10, share: 0.25 };

/** Milliseconds between two inputs without meaning that keep QEMU looking at the guest's screen. */
const awakeIntervalMilliseconds = 100;

const smallestPauseSeconds = 0.05;
const loadPauseSeconds = 1;

/** The desktop is drawn, and the guest's start is over. */
export const settledScreen: ReadinessCondition = {
  stage: "settled screen",
  reach: async (machine, _plan, context) => {
    await screenSettles(await machine.vnc(), { agent: machine.hasAgent ? machine.agent : undefined }, context);
    await requireAlive(machine.domain);
  },
};

/** The desktop of a saved state is drawn again. */
export const redrawnScreen: ReadinessCondition = {
  stage: "settled screen",
  reach: async (machine, _plan, context) => {
    await screenSettles(await machine.vnc(), { stillSeconds: redrawnStillSeconds }, context);
    await requireAlive(machine.domain);
  },
};

/** Waits until the screen has settled; looks at each update as it comes. */
export async function screenSettles(client: VncClient, rule: SettleRule, context: StageContext): Promise<void> {
  const { stillSeconds = 2, agent } = rule;
  const { saw } = context;
  const deadline = whileConnected(client, context.deadline);
  // QEMU looks at a still screen ever less often: kept awake, it shows a change within a tenth of a second.
  using _awake = client.keepAwake(awakeIntervalMilliseconds);
  const screen = new Stillness(stillSeconds, performance.now());
  const still = (): number => screen.seconds(performance.now());
  const unsubscribe = client.onUpdate((update) => screen.add(update, client));
  const load = (): Promise<Load> => deadline.race(guestLoad(agent));
  try {
    for (let before = await load(); ; ) {
      saw(`the screen changed ${still().toFixed(1)} s ago`);
      await pauseFor(deadline, Math.max(smallestPauseSeconds, stillSeconds - still()));
      if (still() < stillSeconds) {
        before = await load();
        continue;
      }
      const now = await load();
      if (still() >= stillSeconds && (!isBusy(before, now) || still() >= busyGuestSeconds(deadline))) return;
      saw("the screen stands still, but the guest's CPUs are busy");
      before = now;
      await pauseFor(deadline, loadPauseSeconds);
    }
  } finally {
    unsubscribe();
  }
}

function busyGuestSeconds(deadline: Deadline): number {
  return Math.max(busyGuest.seconds, busyGuest.share * deadline.elapsed());
}
