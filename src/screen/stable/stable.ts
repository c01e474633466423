// Waits until a screen is stable: it stands still, and the guest behind it is not busy.
import type { SampleCpus } from "../../base/cpu-load.ts";
import { intersection, type Region, wholeOf, without } from "../../base/geometry/region.ts";
import type { LiveScreen, ScreenUpdate } from "../../base/live-screen.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import { pauseFor } from "../../base/time/poll.ts";
import { onePixel } from "../live-frames.ts";
import { type Busy, LoadWatch } from "./load-watch.ts";
import { Stillness } from "./stillness.ts";

/** The parts of a screen that matter. */
export interface WatchedParts {
  /** The part to watch. Default: all of it. */
  readonly region?: Region | undefined;
  /** Parts to ignore, such as a clock; what lies outside of the screen does not matter. */
  readonly ignore?: readonly Region[] | undefined;
}

/** The rule by which a screen counts as stable. */
export interface StableRule extends WatchedParts {
  /** Milliseconds without a change. */
  readonly quietMs: number;
  /** Samples the guest's load. Default: only the screen counts. */
  readonly sampleCpus?: SampleCpus | undefined;
  /** Milliseconds after `quietMs` for which a still screen waits for a busy guest. */
  readonly busyLimitMs?: () => number;
  /** How often, in milliseconds, the server is asked to look at the guest's screen. */
  readonly awakeIntervalMs: number;
}

/** What a screen that is not stable yet does. */
export interface Unrest {
  /** Milliseconds since its last change. */
  readonly stillMs: number;
  /** Where it changed last. */
  readonly changed: readonly Region[];
  /** Set when the screen stands still and the guest is busy. */
  readonly busy: Busy | undefined;
}

/** The limits of a wait. */
export interface StableWait {
  readonly deadline: Deadline;
  /** Ends the wait for the first answer of the screen's server. Default: the deadline. */
  readonly opening?: Deadline;
  /** Is told what the screen does. */
  readonly saw?: (unrest: Unrest) => void;
}

/** The load is measured over `quietMs`, but over no more milliseconds: a guest that was long idle may work now. */
const longestLoadWindowMs = 2000;

/** Milliseconds between two looks at a busy guest behind a still screen. */
const busyPauseMs = 50;

/**
 * Waits until the screen is stable. Changes to less than a thousandth of the watched part, such as a blinking cursor,
 * do not count.
 *
 * @returns undefined then; what the screen did last when the time was up first
 * @throws the deadline's error when something else ends it
 */
export async function waitUntilStable(
  screen: LiveScreen,
  rule: StableRule,
  { deadline, opening = deadline, saw }: StableWait,
): Promise<Unrest | undefined> {
  const { quietMs, sampleCpus, busyLimitMs = () => 0, awakeIntervalMs } = rule;
  const stillness = new Stillness(quietMs, performance.now());
  const unsubscribe = screen.onUpdate((update) =>
    stillness.add(relevantUpdate(update, screen, rule), rule.region ?? screen),
  );
  using load = sampleCpus && new LoadWatch(sampleCpus, Math.min(quietMs, longestLoadWindowMs));
  // QEMU polls a still screen ever less often, unless it is kept awake.
  using _awake = screen.keepAwake(awakeIntervalMs);
  const look = (): Unrest => {
    const now = performance.now();
    const stillMs = stillness.stillMs(now);
    return { stillMs, changed: stillness.changed, busy: stillMs < quietMs ? undefined : load?.busy(now) };
  };
  try {
    await screen.refresh(opening, onePixel);
    for (;;) {
      const unrest = look();
      const { stillMs, busy } = unrest;
      if (stillMs >= quietMs && (!busy || stillMs >= quietMs + busyLimitMs())) return undefined;
      saw?.(unrest);
      if (!(await deadline.inTime(pauseFor(deadline, busy ? busyPauseMs : quietMs - stillMs)))) return look();
    }
  } finally {
    unsubscribe();
  }
}

/** The parts of regions that matter. */
export function relevantRegions(
  regions: readonly Region[],
  screen: LiveScreen,
  { region: watched = wholeOf(screen), ignore = [] }: WatchedParts,
): readonly Region[] {
  return regions.flatMap((region) => {
    const seen = intersection(region, watched);
    return seen ? without(seen, ignore) : [];
  });
}

function relevantUpdate(update: ScreenUpdate, screen: LiveScreen, parts: WatchedParts): ScreenUpdate {
  return { ...update, regions: relevantRegions(update.regions, screen, parts) };
}
