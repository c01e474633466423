import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ease,
  heldDuration,
  heldWay,
  humanDuration,
  lengthOf,
  pointerPath,
} from "../../../../src/input/pointer/path.ts";
import type { Point } from "../../../../src/input/pointer/target.ts";

const point = fc.record({ x: fc.nat(1279), y: fc.nat(799) });

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

test("a path approaches its target steadily and stays close to the straight line", () => {
  fc.assert(
    fc.property(point, point, fc.integer({ min: 1, max: 100 }), (from, to, steps) => {
      const path = pointerPath([from, to], steps);
      expect(path).toHaveLength(steps);
      expect(path.at(-1)).toEqual(to);
      expect(path.every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y))).toBe(true);
      const lefts = [from, ...path].map((place) => distance(place, to));
      for (const [index, left] of lefts.slice(1).entries()) expect(left).toBeLessThan((lefts[index] ?? 0) + 2);
      for (const place of path) {
        expect(distance(from, place) + distance(place, to)).toBeLessThan(distance(from, to) * 1.02 + 3);
      }
    }),
  );
});

test("a path is slow, fast, slow", () => {
  const path = [
    { x: 0, y: 400 },
    ...pointerPath(
      [
        { x: 0, y: 400 },
        { x: 1000, y: 400 },
      ],
      50,
    ),
  ];
  const leaps = path.slice(1).map((place, index) => distance(place, path[index] ?? place));
  expect(Math.max(...leaps.slice(0, 3), ...leaps.slice(-3))).toBeLessThan(6);
  expect(Math.max(...leaps.slice(20, 30))).toBeGreaterThan(30);
  // Smooth: each step is about as long as the one before.
  for (const [index, leap] of leaps.slice(1).entries()) expect(Math.abs(leap - (leaps[index] ?? 0))).toBeLessThan(5);
});

test("a long path bows slightly, and differs there and back", () => {
  const there = pointerPath(
    [
      { x: 100, y: 400 },
      { x: 1100, y: 400 },
    ],
    21,
  );
  const back = pointerPath(
    [
      { x: 1100, y: 400 },
      { x: 100, y: 400 },
    ],
    21,
  );
  const aside = (path: Point[]): number[] => path.map(({ y }) => y - 400);
  expect(Math.min(...aside(there))).toBeLessThan(-30);
  expect(Math.min(...aside(there))).toBeGreaterThanOrEqual(-40);
  expect(Math.max(...aside(back))).toBeGreaterThan(30);
});

test("a path without length stays in place", () => {
  expect(
    pointerPath(
      [
        { x: 5, y: 6 },
        { x: 5, y: 6 },
      ],
      2,
    ),
  ).toEqual([{ x: 5, y: 6 }]);
});

/** The distance of a place from the line between two others. */
function offLine({ x, y }: Point, from: Point, to: Point): number {
  const length = distance(from, to);
  if (length === 0) return distance({ x, y }, from);
  return Math.abs((to.x - from.x) * (from.y - y) - (from.x - x) * (to.y - from.y)) / length;
}

test("a straight path has each pixel on the line, in order, and both ends exactly", () => {
  fc.assert(
    fc.property(point, point, fc.integer({ min: 1, max: 300 }), (from, to, steps) => {
      const path = pointerPath([from, to], steps, "straight");
      expect(path.at(-1)).toEqual(to);
      // A pixel is a square: its middle is at most half its diagonal from the line.
      for (const place of path) expect(offLine(place, from, to)).toBeLessThanOrEqual(Math.SQRT1_2 + 1e-9);
      const lefts = [from, ...path].map((place) => distance(place, to));
      for (const [index, left] of lefts.slice(1).entries()) {
        expect(left).toBeLessThanOrEqual((lefts[index] ?? 0) + Math.SQRT2);
      }
    }),
  );
});

test("a straight path along a row or column never leaves it", () => {
  const along = pointerPath(
    [
      { x: 3, y: 99 },
      { x: 1200, y: 99 },
    ],
    77,
    "straight",
  );
  expect(new Set(along.map(({ y }) => y))).toEqual(new Set([99]));
  const down = pointerPath(
    [
      { x: 7, y: 700 },
      { x: 7, y: 2 },
    ],
    77,
    "straight",
  );
  expect(new Set(down.map(({ x }) => x))).toEqual(new Set([7]));
});

test.for(["straight", "curved"] as const)("a %s path passes through all places in their order", (shape) => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 2, maxLength: 6 }), fc.integer({ min: 1, max: 200 }), (places, steps) => {
      const path = pointerPath(places, steps, shape);
      expect(path.length).toBeLessThanOrEqual(steps + places.length - 2);
      let next = 1;
      for (const place of path) {
        if (next < places.length && distance(place, places[next] ?? place) === 0) next++;
      }
      expect(next).toBe(places.length);
      expect(path.at(-1)).toEqual(places.at(-1));
    }),
  );
});

test("a way with a button down has positions 8 pixels apart at most", () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 2, maxLength: 4 }), (places) => {
      const steps = Math.round(heldDuration(lengthOf(places)) / heldWay.stepMs);
      const path = [places[0] ?? { x: 0, y: 0 }, ...pointerPath(places, Math.max(1, steps), "straight")];
      for (const [index, place] of path.slice(1).entries()) {
        // Two pixels that are rounded apart.
        expect(distance(place, path[index] ?? place)).toBeLessThanOrEqual(heldWay.stepPixels + Math.SQRT2);
      }
    }),
  );
});

test("a way with a button down takes a person's time, and longer only over long distances", () => {
  expect(heldDuration(100)).toBe(humanDuration(100));
  expect(heldDuration(1000)).toBeGreaterThan(1500);
  expect(heldDuration(1000)).toBeLessThan(2500);
});

test("the eased time starts and ends at rest", () => {
  expect([ease(0), ease(0.5), ease(1)]).toEqual([0, 0.5, 1]);
  expect(ease(0.05)).toBeLessThan(0.002);
});

test("a longer path takes longer, within limits", () => {
  const durations = [0, 10, 100, 400, 1500].map(humanDuration);
  expect(durations).toEqual([...durations].sort((a, b) => a - b));
  expect(durations[0]).toBe(150);
  expect(humanDuration(1_000_000)).toBe(1000);
});
