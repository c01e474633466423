// The path of a pointer moved by hand: slow, fast, slow, in a slight bow. Pure.
import type { Point } from "./target.ts";

/** Positions per second: as many as a mouse sends, and two for each frame of a video. */
export const positionsPerSecond = 60;

/** The bow's height as a part of the distance, and at most, in pixels. */
const bow = { part: 0.06, maxPixels: 40 };

/** Milliseconds that a movement takes at least, that each doubling of the distance adds, and that it takes at most. */
const durationMs = { min: 150, perDoubling: 100, max: 1000 };

/** A distance so short that it takes hardly any time. */
const shortDistancePixels = 10;

/** Milliseconds that a person takes for a distance in pixels, after Fitts's law: they grow with its logarithm. */
export function humanDuration(distance: number): number {
  const { min, perDoubling, max } = durationMs;
  return Math.min(min + perDoubling * Math.log2(1 + distance / shortDistancePixels), max);
}

/** The part of the way covered after the part `time` of the duration: the movement with the least jerk. */
export function ease(time: number): number {
  return time ** 3 * (10 - 15 * time + 6 * time ** 2);
}

/**
 * `steps` pixels on the way, evenly spaced in time; the last one is `to`. The same two points always give the same
 * path.
 */
export function pointerPath(from: Point, to: Point, steps: number): Point[] {
  const way = { x: to.x - from.x, y: to.y - from.y };
  const distance = Math.hypot(way.x, way.y);
  if (distance === 0) return Array.from({ length: steps }, () => to);
  // Always to the left of the straight line, so that the paths there and back differ.
  const height = Math.min(distance * bow.part, bow.maxPixels);
  return Array.from({ length: steps }, (_, index) => {
    const done = ease((index + 1) / steps);
    const aside = 4 * done * (1 - done) * (height / distance);
    return {
      x: Math.round(from.x + way.x * done + way.y * aside),
      y: Math.round(from.y + way.y * done - way.x * aside),
    };
  });
}
