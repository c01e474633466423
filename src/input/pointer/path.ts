// The way a hand moves a pointer: slow, fast, slow, and in a slight bow. Pure.
import type { Point } from "./target.ts";

/** Positions a second: as many as a mouse on a desk sends, and two for each frame of a video. */
export const positionsPerSecond = 60;

/** The bow's height as a part of the way, and the most it may be in pixels. */
const bow = { part: 0.06, most: 40 };

/** What a movement takes at least, what each doubling of the way adds, and what it may take at most, in seconds. */
const pace = { least: 0.15, perDoubling: 0.1, most: 1 };

/** A way so short that it takes hardly any time, in pixels. */
const shortWay = 10;

/** Seconds that a person takes for a way of so many pixels, after Fitts's law: they grow with the way's logarithm. */
export function humanDuration(distance: number): number {
  return Math.min(pace.least + pace.perDoubling * Math.log2(1 + distance / shortWay), pace.most);
}

/** The part of the way that is done after the part `time` of the duration: the movement with the least jerk. */
export function ease(time: number): number {
  return time ** 3 * (10 - 15 * time + 6 * time ** 2);
}

/** `steps` pixels on the way, evenly spaced in time; the last one is `to`. The same way has always the same path. */
export function pointerPath(from: Point, to: Point, steps: number): Point[] {
  const way = { x: to.x - from.x, y: to.y - from.y };
  const distance = Math.hypot(way.x, way.y);
  if (distance === 0) return Array.from({ length: steps }, () => to);
  // Always to the left of the way, so that there and back are not the same line.
  const height = Math.min(distance * bow.part, bow.most);
  return Array.from({ length: steps }, (_, index) => {
    const done = ease((index + 1) / steps);
    const aside = 4 * done * (1 - done) * (height / distance);
    return {
      x: Math.round(from.x + way.x * done + way.y * aside),
      y: Math.round(from.y + way.y * done - way.x * aside),
    };
  });
}
