// The methods of targets that narrow down their places. Each returns a new target.
import { checkNumber } from "../../../base/check.ts";
import { OptionError } from "../../../base/errors.ts";
import type { Region } from "../../../base/geometry/region.ts";
import { type AnyTarget, isAnyTarget, type Refinement, type Side } from "../any-target.ts";
import { checkLookRegion } from "../look-options.ts";

/**
 * A target whose places can be narrowed down. The methods apply in the order of their calls, and do not change the
 * target itself.
 */
export interface Refinable {
  /**
   * Takes one of the places: the one with this number in reading order, row by row from the top and each from left to
   * right.
   *
   * @param index from 0 for the first; below 0 from the end, -1 for the last
   * @throws {OptionError} when it is not a whole number
   */
  nth(index: number): this;
  /**
   * Takes the place that is nearest to another target; if that has several places, the nearest one to each. What is in
   * the same row or column is nearer than what is not (docs/targets.md).
   *
   * @throws {OptionError} when it is not a target
   */
  near(target: AnyTarget): this;
  /**
   * Takes the places whose middle is within the box of another target, or within a region in pixels of the screen.
   *
   * @throws {OptionError} when it is neither a target nor a region
   */
  within(area: AnyTarget | Region): this;
  /**
   * Moves right of the target: to the pixel at this distance from the box's right edge, at the height of its middle.
   *
   * @param pixels from 0
   * @throws {OptionError} when the distance is out of range
   */
  rightOf(pixels: number): this;
  /** As {@link rightOf}, left of the box. */
  leftOf(pixels: number): this;
  /** As {@link rightOf}, above the middle of the box. */
  above(pixels: number): this;
  /** As {@link rightOf}, below the middle of the box. */
  below(pixels: number): this;
}

/** Greatest distance in pixels of a place beside a target, and greatest number of a place: beyond any screen. */
const most = 16_384;

const methods: Refinable = {
  nth(index) {
    checkNumber("index", index, { of: "nth", from: -most, to: most, whole: true });
    return refined(this, { by: "nth", index });
  },
  near(target) {
    checkTarget("near", target);
    return refined(this, { by: "near", target });
  },
  within(area) {
    if (isRegion(area)) checkLookRegion(area);
    else checkTarget("within", area);
    return refined(this, { by: "within", area });
  },
  rightOf(pixels) {
    return beside(this, "rightOf", pixels);
  },
  leftOf(pixels) {
    return beside(this, "leftOf", pixels);
  },
  above(pixels) {
    return beside(this, "above", pixels);
  },
  below(pixels) {
    return beside(this, "below", pixels);
  },
};

/** Adds the methods to a target's data. */
export function refinable<Data extends AnyTarget>(data: Data): Data & Refinable {
  return Object.freeze(Object.assign(Object.create(methods), data));
}

/** Whether an area is given by its pixels. */
export function isRegion(area: AnyTarget | Region): area is Region {
  return typeof area === "object" && area !== null && !("kind" in area);
}

function beside<T extends object>(target: T, by: Side, pixels: number): T {
  checkNumber("pixels", pixels, { of: by, from: 0, to: most, unit: "pixels" });
  return refined(target, { by, pixels });
}

function refined<T extends object>(target: T, refinement: Refinement): T {
  const { refinements = [] } = target as Partial<AnyTarget>;
  return refinable({ ...target, refinements: [...refinements, refinement] } as T & AnyTarget);
}

function checkTarget(method: string, target: unknown): void {
  if (isAnyTarget(target)) return;
  throw new OptionError({
    headline: `${method} needs a target, not ${JSON.stringify(target) ?? String(target)}`,
    next: `give image("file.png") or text("words")${method === "within" ? ", or a region in pixels" : ""}`,
  });
}
