// Readiness condition: the screen is still, and the guest is no longer busy starting up.
import type { Deadline } from "../../base/time/deadline.ts";
import { pauseFor } from "../../base/time/poll.ts";
import { describeDuration } from "../../base/time/seconds.ts";
import type { GuestAgent } from "../../guest/agent.ts";
import type { VncClient } from "../../rfb/connect.ts";
import { whileConnected } from "../../screen/connected.ts";
import { Stillness } from "../../screen/stillness.ts";
import { requireAlive } from "../alive.ts";
import type { ReadinessCondition, StageContext } from "../condition.ts";
import { guestLoad, isBusy, type Load } from "../guest-load.ts";

/** The rule by which a screen counts as settled. */
export interface SettleRule {
  /** Milliseconds without a change. Default 2000. */
  readonly stillMs?: number;
  /** Reports whether the guest is busy. Without an agent, only the screen counts. */
  readonly agent?: GuestAgent | undefined;
}

/** Milliseconds without a change after a restore: the desktop was settled when it was saved, and is drawn once. */
export const redrawnStillMs = 300;

/**
 * A busy guest's screen counts as settled once it stood still for `stillMs`, or for `share` of the boot so far,
 * whichever is more: a slow guest's desktop has longer pauses while it is drawn.
 */
const busyGuest = { stillMs: 10_000, share: 0.25 };

/** Milliseconds between two inputs without an effect that keep QEMU polling the guest's screen. */
const awakeIntervalMs = 100;

const smallestPauseMs = 50;
const loadPauseMs = 1000;

/** Waits until the desktop is drawn and the guest's startup is over. */
export const settledScreen: ReadinessCondition = {
  stage: "settled screen",
  reach: async (machine, _plan, context) => {
    await screenSettles(await machine.vnc(), { agent: machine.hasAgent ? machine.agent : undefined }, context);
    await requireAlive(machine.domain);
  },
};

/** Waits until the desktop of a saved state is drawn again. */
export const redrawnScreen: ReadinessCondition = {
  stage: "settled screen",
  reach: async (machine, _plan, context) => {
    await screenSettles(await machine.vnc(), { stillMs: redrawnStillMs }, context);
    await requireAlive(machine.domain);
  },
};

/** Waits until the screen has settled. Counts every update. */
export async function screenSettles(client: VncClient, rule: SettleRule, context: StageContext): Promise<void> {
  const { stillMs = 2000, agent } = rule;
  const { saw } = context;
  const deadline = whileConnected(client, context.deadline);
  // QEMU polls a still screen ever less often; kept awake, it shows a change within a tenth of a second.
  using _awake = client.keepAwake(awakeIntervalMs);
  const screen = new Stillness(stillMs, performance.now());
  const still = (): number => screen.stillMs(performance.now());
  const unsubscribe = client.onUpdate((update) => screen.add(update, client));
  const load = (): Promise<Load> => deadline.race(guestLoad(agent));
  try {
    for (let before = await load(); ; ) {
      saw(`the screen changed ${describeDuration(Math.round(still()))} ago`);
      await pauseFor(deadline, Math.max(smallestPauseMs, stillMs - still()));
      if (still() < stillMs) {
        before = await load();
        continue;
      }
      const now = await load();
      if (still() >= stillMs && (!isBusy(before, now) || still() >= busyGuestMs(deadline))) return;
      saw("the screen is still, but the guest's CPUs are busy");
      before = now;
      await pauseFor(deadline, loadPauseMs);
    }
  } finally {
    unsubscribe();
  }
}

function busyGuestMs(deadline: Deadline): number {
  return Math.max(busyGuest.stillMs, busyGuest.share * deadline.elapsed());
}
