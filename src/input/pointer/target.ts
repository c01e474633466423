// Where the mouse can be sent: the one place that knows what a target is.
import { OptionError } from "../../base/errors.ts";
import { centre } from "../../screen/regions.ts";
import type { Match } from "../../screen/targets/finder.ts";
import { isTarget } from "../../screen/targets/finders.ts";
import type { Target, WaitOptions } from "../../screen/targets/target.ts";

/** A place on the screen in pixels; (0, 0) is its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What methods of the mouse take where a place is meant: a pixel, or what `image()` or `text()` made. */
export type PointTarget = Point | Target;

/** The screen that targets are looked for on. */
export interface TargetScreen {
  /** Waits until a target is there and stands still. */
  waitForStill(target: Target, options?: WaitOptions): Promise<Match>;
}

/** Waits until a target stands still, and tells where. */
export type Locate = (target: Target) => Promise<Match>;

/**
 * The pixel that a target stands for: its own point, or its centre.
 *
 * @throws {OptionError} when it is not on the screen
 */
export async function resolvePoint(
  target: PointTarget,
  { width, height }: { readonly width: number; readonly height: number },
  locate: Locate,
): Promise<Point> {
  const place = isTarget(target) ? pointOf(await locate(target)) : target;
  const point = { x: Math.round(place?.x), y: Math.round(place?.y) };
  if (point.x >= 0 && point.x < width && point.y >= 0 && point.y < height) return point;
  throw new OptionError({
    headline: `(${place?.x}, ${place?.y}) is not on the screen of ${width}x${height} pixels`,
    facts: { x: String(place?.x), y: String(place?.y), width, height },
    next: `give x from 0 to ${width - 1} and y from 0 to ${height - 1}, in pixels`,
  });
}

function pointOf({ point, region }: Match): Point {
  return point ?? centre(region);
}
