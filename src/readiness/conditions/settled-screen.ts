// Readiness condition: the screen is still, and the guest is no longer busy starting up.
import { describeDuration } from "../../base/time/seconds.ts";
import type { GuestAgent } from "../../guest/agent.ts";
import type { VncClient } from "../../rfb/connect.ts";
import { whileConnected } from "../../screen/connected.ts";
import { describeRegions } from "../../screen/errors.ts";
import { describeBusy } from "../../screen/stable/load-watch.ts";
import { type Unrest, type WatchedParts, waitUntilStable } from "../../screen/stable/stable.ts";
import { requireAlive } from "../alive.ts";
import type { ReadinessCondition, StageContext } from "../condition.ts";
import { guestLoad } from "../guest-load.ts";
import type { StablePlan } from "../plan.ts";

/** The rule by which a screen counts as settled. */
export interface SettleRule extends Pick<WatchedParts, "ignore"> {
  /** Milliseconds without a change. Default 2000. */
  readonly stillMs?: number | undefined;
  /** Reports whether the guest is busy. Without an agent, only the screen counts. */
  readonly agent?: GuestAgent | undefined;
  /** Milliseconds for which a still screen waits for a busy guest; 0: only the screen counts. */
  readonly busyMs?: number | undefined;
}

/** Milliseconds without a change after a restore: the desktop was settled when it was saved, and is drawn once. */
export const redrawnStillMs = 300;

const defaultStillMs = 2000;

/**
 * By default a busy guest's screen counts as settled once it stood still for `stillMs`, or for `share` of the boot so
 * far, whichever is more: a slow guest's desktop has longer pauses while it is drawn.
 */
const busyGuest = { stillMs: 10_000, share: 0.25 };

/** Milliseconds between two inputs without an effect that keep QEMU polling the guest's screen. */
const awakeIntervalMs = 100;

/** Waits until the desktop is drawn and the guest's startup is over. */
export const settledScreen: ReadinessCondition<StablePlan> = {
  stage: "settled screen",
  reach: async (machine, { stable: { quiet, ignore, busyTimeout } = {} }, context) => {
    const agent = machine.hasAgent ? machine.agent : undefined;
    await screenSettles(await machine.vnc(), { stillMs: quiet, ignore, agent, busyMs: busyTimeout }, context);
    await requireAlive(machine.domain);
  },
};

/** Waits until the desktop of a saved state is drawn again. */
export const redrawnScreen: ReadinessCondition<StablePlan> = {
  stage: "settled screen",
  reach: async (machine, { stable }, context) => {
    await screenSettles(await machine.vnc(), { stillMs: redrawnStillMs, ignore: stable?.ignore }, context);
    await requireAlive(machine.domain);
  },
};

/** Waits until the screen has settled. Counts every update. */
export async function screenSettles(client: VncClient, rule: SettleRule, context: StageContext): Promise<void> {
  const { stillMs = defaultStillMs, ignore, agent, busyMs } = rule;
  const deadline = whileConnected(client, context.deadline);
  const busyLimitMs = (): number =>
    busyMs ?? Math.max(busyGuest.stillMs, busyGuest.share * deadline.elapsed()) - Math.min(stillMs, defaultStillMs);
  const stable = {
    quietMs: stillMs,
    ignore,
    sampleCpus: agent && busyMs !== 0 ? () => guestLoad(agent) : undefined,
    busyLimitMs,
    awakeIntervalMs,
  };
  await waitUntilStable(client, stable, { deadline, saw: (unrest) => context.saw(describeUnrest(unrest)) });
  deadline.throwIfOver();
}

function describeUnrest({ stillMs, changed, busy }: Unrest): string {
  if (busy) return `the screen is still, but ${describeBusy(busy)}`;
  const places = changed.length > 0 ? ` at ${describeRegions(changed)}` : "";
  return `the screen changed ${describeDuration(Math.round(stillMs))} ago${places}`;
}
