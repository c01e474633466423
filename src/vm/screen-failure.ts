// Makes the errors of failed waits.
import { toThousandths } from "../base/time/round.ts";
import { describeDuration } from "../base/time/seconds.ts";
import { AmbiguousTargetError, describeRegion, describeRegions, listPlaces, ScreenError } from "../screen/errors.ts";
import { describeBusy } from "../screen/stable/load-watch.ts";
import type { Unrest } from "../screen/stable/stable.ts";
import type { AnyTarget } from "../screen/targets/any-target.ts";
import type { Explanation, Finder, Match, Sighting } from "../screen/targets/finder.ts";
import { contenders, placesOf } from "../screen/targets/places.ts";
import type { TargetKind } from "../screen/targets/target-kind.ts";
import type { WaitResult } from "../screen/wait.ts";

const lookAtScreenshots =
  "look at the saved screenshots; if the guest is merely slow, raise the timeout (milliseconds)";

/** A wait for a target that timed out. */
export interface FailedWait {
  readonly kind: TargetKind;
  readonly target: AnyTarget;
  readonly finder: Finder;
  readonly result: WaitResult;
}

/** Makes the error of a failed wait. */
export type Failure = (wait: FailedWait) => ScreenError;

/** The target did not appear. */
export const notFound: Failure = (wait) => {
  const { sighting } = wait.result.look;
  return failure(
    `the screen did not show ${wait.finder.what} within ${waitTime(wait)}`,
    wait,
    sighting.explain?.() ?? wait.kind.explainMiss(wait.target, sighting),
  );
};

/** The target to click on did not appear or did not stand still. */
export const notStill: Failure = (wait) =>
  wait.result.look.sighting.found
    ? failure(`${wait.finder.what} did not stand still within ${waitTime(wait)}`, wait)
    : notFound(wait);

/** The target did not disappear, or it is not known whether it did. */
export const notGone: Failure = (wait) => {
  const { undecided } = wait.result.look.sighting;
  return undecided
    ? failure(`${wait.finder.what} may still be there after ${waitTime(wait)}`, wait, undecided())
    : failure(
        `the screen still showed ${wait.finder.what} after ${waitTime(wait)}`,
        wait,
        wait.kind.explainPresence?.(wait.target),
      );
};

/** The target is at several places, and one is needed. */
export function ambiguous({ what }: Finder, sighting: Sighting): AmbiguousTargetError {
  const all = placesOf(sighting);
  const places = contenders(all);
  return new AmbiguousTargetError(
    {
      headline: `${what} is at ${places.length} places on the screen: which one is meant is not clear`,
      facts: { lookedFor: what, places: places.length },
      output: listPlaces(places, all),
      next: `choose one with .nth(${all.indexOf(places[0] as Match)}), .near(target), .within(target) or the option region`,
    },
    places,
  );
}

/** The screen did not stand still, or the guest behind it was busy. */
export function notStable(unrest: Unrest, quiet: number, timeout: number): ScreenError {
  const { stillMs, changed, busy } = unrest;
  const facts = { quietMs: quiet, timeoutMs: timeout };
  const limit = describeDuration(timeout);
  const still = Math.round(stillMs);
  if (busy) {
    return new ScreenError({
      headline: `the screen stood still, but ${describeBusy(busy)}: it did not rest within ${limit}`,
      facts: { ...facts, stillMs: still, busyMs: Math.round(busy.forMs), cpuPercent: toPercent(busy.load) },
      next: "raise the timeout (milliseconds); for a guest that never rests, pass busyTimeout: 0: only the screen counts",
    });
  }
  return new ScreenError({
    headline: `the screen did not stand still for ${describeDuration(quiet)} within ${limit}`,
    facts: { ...facts, changedAgoMs: still, changed: describeRegions(changed) || undefined },
    next: "pass the region that matters, or the parts to ignore",
  });
}

function toPercent(load: number | undefined): number | undefined {
  return load === undefined ? undefined : Math.round(load * 100);
}

/** The screen did not change. */
export function noChange(timeout: number): ScreenError {
  return new ScreenError({
    headline: `the screen did not change within ${describeDuration(timeout)}`,
    facts: { timeoutMs: timeout },
    next: lookAtScreenshots,
  });
}

function failure(defaultHeadline: string, wait: FailedWait, explanation: Explanation = {}): ScreenError {
  const { look, looks, waited } = wait.result;
  const { headline = defaultHeadline, facts, output, next = lookAtScreenshots } = explanation;
  const { best } = look.sighting;
  return new ScreenError(
    {
      headline,
      facts: {
        lookedFor: wait.finder.what,
        bestSimilarity: best && toThousandths(best.similarity),
        bestPlace: best && describeRegion(best),
        ...facts,
        variant: best?.variant,
        looks,
        waitedMs: Math.round(waited),
      },
      ...(output !== undefined && { output }),
      next,
    },
    best,
  );
}

function waitTime({ result }: FailedWait): string {
  const step = result.waited < 1000 ? 1 : 100;
  return describeDuration(Math.round(result.waited / step) * step);
}
