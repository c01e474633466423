// The path of a pointer moved by hand: slow, fast, slow, in a slight bow or straight. Pure.
import type { Point } from "./target.ts";

/** The shape of a path between two places: a hand's slight bow, or a line. */
export type PathShape = "curved" | "straight";

/** Positions per second: twice the frames of a video, and enough for what reacts to the pointer. */
export const positionsPerSecond = 60;

/** Movement with a button down. */
export const heldWay = {
  /** Milliseconds from one position to the next: those of a USB mouse. */
  stepMs: 8,
  /**
   * Pixels from one position to the next at most: the distance at which GTK and Qt (8 and 10 px) take a press for a
   * drag. With it, a program sees the pointer cross every place that is wider than a frame of a window.
   */
  stepPixels: 8,
};

/** The bow's height as a part of the distance, and at most, in pixels. */
const bow = { part: 0.06, maxPixels: 40 };

/** Milliseconds that a movement takes at least, that each doubling of the distance adds, and that it takes at most. */
const durationMs = { min: 150, perDoubling: 100, max: 1000 };

/** A distance so short that it takes hardly any time. */
const shortDistancePixels = 10;

/** The greatest speed of {@link ease}, in the middle, as a multiple of the average. */
const peakSpeed = 15 / 8;

/** Milliseconds that a person takes for a distance in pixels, after Fitts's law: they grow with its logarithm. */
export function humanDuration(distance: number): number {
  const { min, perDoubling, max } = durationMs;
  return Math.min(min + perDoubling * Math.log2(1 + distance / shortDistancePixels), max);
}

/** Milliseconds for a distance in pixels with a button down: a person's, or more for steps of `stepPixels`. */
export function heldDuration(distance: number): number {
  const steps = Math.ceil((distance * peakSpeed) / heldWay.stepPixels);
  return Math.max(humanDuration(distance), steps * heldWay.stepMs);
}

/** The part of the way covered after the part `time` of the duration: the movement with the least jerk. */
export function ease(time: number): number {
  return time ** 3 * (10 - 15 * time + 6 * time ** 2);
}

/** The length in pixels of the straight lines from place to place. */
export function lengthOf(places: readonly Point[]): number {
  return legsOf(places).reduce((length, leg) => length + leg.length, 0);
}

/**
 * The pixels on the way through `places`, the first of which is where the pointer is: `steps` evenly spaced in time,
 * and each place, the last of which ends the way. The same places always give the same path.
 */
export function pointerPath(places: readonly Point[], steps: number, shape: PathShape = "curved"): Point[] {
  const legs = legsOf(places);
  const total = lengthOf(places);
  const distances = Array.from({ length: steps }, (_, index) => ease((index + 1) / steps) * total);
  let start = 0;
  return legs.flatMap((leg) => {
    const end = start + leg.length;
    const within = distances.filter((distance) => distance > start && distance < end);
    const pixels = within.map((distance) => pixelOn(leg, (distance - start) / leg.length, shape));
    start = end;
    return [...pixels, leg.to];
  });
}

interface Leg {
  readonly from: Point;
  readonly to: Point;
  readonly length: number;
}

function legsOf(places: readonly Point[]): Leg[] {
  return places.slice(1).map((to, index) => {
    const from = places[index] ?? to;
    return { from, to, length: Math.hypot(to.x - from.x, to.y - from.y) };
  });
}

/** The pixel after the part `done` of a leg. */
function pixelOn({ from, to, length }: Leg, done: number, shape: PathShape): Point {
  const way = { x: to.x - from.x, y: to.y - from.y };
  // Always to the left of the straight line, so that the paths there and back differ.
  const height = shape === "curved" ? Math.min(length * bow.part, bow.maxPixels) : 0;
  const aside = 4 * done * (1 - done) * (height / length);
  return {
    x: Math.round(from.x + way.x * done + way.y * aside),
    y: Math.round(from.y + way.y * done - way.x * aside),
  };
}
