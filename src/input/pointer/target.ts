// Where the mouse can move to: a pixel, or a target of any kind.
import { isInRange } from "../../base/check.ts";
import { OptionError } from "../../base/errors.ts";
import { centre, type Size } from "../../base/geometry/region.ts";
import type { ActionTarget } from "../../base/journal/kinds.ts";
import { actionTarget } from "../../screen/targets/action-target.ts";
import type { Match } from "../../screen/targets/finder.ts";
import type { Target } from "../../screen/targets/index.ts";
import { isTarget } from "../../screen/targets/kind-of.ts";
import type { StillOptions } from "../../screen/targets/look-options.ts";

/** A place on the screen in pixels; (0, 0) is its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A place for the mouse: a pixel, or what `image()` or `text()` made. */
export type PointTarget = Point | Target;

/** A place as the journal describes it; undefined for none. */
export function actionPlace(place: PointTarget | undefined): ActionTarget | undefined {
  if (place === undefined || isTarget(place)) return actionTarget(place);
  return { kind: "point", x: place?.x, y: place?.y };
}

/** The screen on which targets are searched for. */
export interface TargetScreen {
  /** Waits until a target appears and stands still; if strict, at one place only. */
  waitForStill(target: Target, options?: StillOptions): Promise<Match>;
}

/** Checks that places are targets or numbers of pixels, before anything is done. */
export function checkPlaces(places: readonly PointTarget[]): void {
  for (const place of places) {
    if (isTarget(place) || (isInRange(place?.x, {}) && isInRange(place?.y, {}))) continue;
    throw new OptionError({
      headline: `(${place?.x}, ${place?.y}) is not a place`,
      facts: { x: String(place?.x), y: String(place?.y) },
      next: "give x and y in pixels, or a target of image() or text()",
    });
  }
}

/** Waits until a target stands still, and returns its match. */
export type Locate = (target: Target) => Promise<Match>;

/**
 * The pixel that a target stands for: `position` from the upper left corner of its region, else its own point, or its
 * centre.
 *
 * @throws {OptionError} when it is not on the screen
 */
export async function resolvePoint(
  target: PointTarget,
  { width, height }: Size,
  locate: Locate,
  position?: Point,
): Promise<Point> {
  const place = isTarget(target) ? pointOf(await locate(target), position) : target;
  return pixelOn({ width, height }, place);
}

/**
 * The pixel of a place.
 *
 * @throws {OptionError} when it is not on the screen
 */
export function pixelOn({ width, height }: Size, place: Point): Point {
  const { x, y } = place ?? {};
  const point = { x: Math.round(x), y: Math.round(y) };
  if (point.x >= 0 && point.x < width && point.y >= 0 && point.y < height) return point;
  throw new OptionError({
    headline: `(${x}, ${y}) is not on the screen of ${width}x${height} pixels`,
    facts: { x: String(x), y: String(y), width, height },
    next: `give x from 0 to ${width - 1} and y from 0 to ${height - 1}, in pixels`,
  });
}

function pointOf({ point, region }: Match, position: Point | undefined): Point {
  if (position) return { x: region.x + position.x, y: region.y + position.y };
  return point ?? centre(region);
}
