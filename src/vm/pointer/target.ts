// Where the mouse can be sent: the one place that knows what a target is.
import { OptionError } from "../../base/errors.ts";
import type { VncClient } from "../../rfb/client.ts";

/** A place on the screen in pixels; (0, 0) is its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What methods of the mouse take where a place is meant. */
export type PointTarget = Point;

/**
 * The pixel that a target stands for.
 *
 * @throws {OptionError} when it is not on the screen
 */
export async function resolvePoint(target: PointTarget, client: VncClient): Promise<Point> {
  const { width, height } = client;
  const point = { x: Math.round(target?.x), y: Math.round(target?.y) };
  if (point.x >= 0 && point.x < width && point.y >= 0 && point.y < height) return point;
  throw new OptionError({
    headline: `(${target?.x}, ${target?.y}) is not on the screen of ${width}x${height} pixels`,
    facts: { x: String(target?.x), y: String(target?.y), width, height },
    next: `give x from 0 to ${width - 1} and y from 0 to ${height - 1}, in pixels`,
  });
}
