// The target kind for whole screens, which matchers compare with a reference.
import type { Frame } from "../../base/geometry/frame.ts";
import { type Region, wholeOf } from "../../base/geometry/region.ts";
import { describeRegions } from "../errors.ts";
import { markedUp } from "../mark-up.ts";
import type { Explanation, Finder } from "./finder.ts";
import { compareScreen, compareScreenInWorker, loadScreen, type ScreenReferenceFile } from "./screen/reference.ts";
import type { TargetKind } from "./target-kind.ts";

/** The reference of a whole screen; made by `toMatchScreen`. */
export interface ScreenTarget extends ScreenReferenceFile {
  readonly kind: "screen";
  /** For messages. */
  readonly name: string;
  /** Never set: the whole screen is looked at. */
  readonly region?: undefined;
  /** Never set: a screen is one place. */
  readonly refinements?: undefined;
}

/** Whole screens: compares each frame with the reference. */
export const screenKind: TargetKind<ScreenTarget> = {
  kind: "screen",
  createFinder: screenFinder,
  describe({ name, path }) {
    return { kind: "screen", name, path };
  },
  explainMiss(target, { seen }) {
    return {
      ...aboutReference(target),
      headline: `the screen does not match its reference ${target.name}`,
      output: seen,
      next: "look at the saved screenshots; if the new screen is right, update the reference with `vitest -u`",
    };
  },
  explainPresence(target) {
    return { ...aboutReference(target), headline: `the screen still matches its reference ${target.name}` };
  },
  async drawMiss(target, screen) {
    const reference = await loadScreen(target);
    return markedUp({ expected: reference.frame, screen, different: compareScreen(reference, screen).different });
  },
};

async function screenFinder(target: ScreenTarget): Promise<Finder> {
  const reference = await loadScreen(target);
  return {
    what: `the screen ${target.name}`,
    async look(frame, _changed, deadline) {
      const { similarity, different, same } = await compareScreenInWorker(reference, frame, deadline);
      const best = { region: wholeOf(frame), similarity };
      return { found: same ? best : undefined, best, seen: tellDifference(reference.frame, frame, different) };
    },
  };
}

function aboutReference({ path }: ScreenTarget): Explanation {
  return { facts: { reference: path } };
}

function tellDifference(expected: Frame, actual: Frame, different: readonly Region[]): string {
  if (expected.width !== actual.width || expected.height !== actual.height) {
    return `the screen has ${actual.width}x${actual.height} pixels, the reference ${expected.width}x${expected.height}`;
  }
  return `different: ${describeRegions(different)}`;
}
