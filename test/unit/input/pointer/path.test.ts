import fc from "fast-check";
import { expect, test } from "vitest";
import { ease, humanDuration, pointerPath } from "../../../../src/input/pointer/path.ts";
import type { Point } from "../../../../src/input/pointer/target.ts";

const point = fc.record({ x: fc.nat(1279), y: fc.nat(799) });

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

test("a path approaches its target steadily and stays close to the straight line", () => {
  fc.assert(
    fc.property(point, point, fc.integer({ min: 1, max: 100 }), (from, to, steps) => {
      const path = pointerPath(from, to, steps);
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
  const path = [{ x: 0, y: 400 }, ...pointerPath({ x: 0, y: 400 }, { x: 1000, y: 400 }, 50)];
  const leaps = path.slice(1).map((place, index) => distance(place, path[index] ?? place));
  expect(Math.max(...leaps.slice(0, 3), ...leaps.slice(-3))).toBeLessThan(6);
  expect(Math.max(...leaps.slice(20, 30))).toBeGreaterThan(30);
  // Smooth: each step is about as long as the one before.
  for (const [index, leap] of leaps.slice(1).entries()) expect(Math.abs(leap - (leaps[index] ?? 0))).toBeLessThan(5);
});

test("a long path bows slightly, and differs there and back", () => {
  const there = pointerPath({ x: 100, y: 400 }, { x: 1100, y: 400 }, 21);
  const back = pointerPath({ x: 1100, y: 400 }, { x: 100, y: 400 }, 21);
  const aside = (path: Point[]): number[] => path.map(({ y }) => y - 400);
  expect(Math.min(...aside(there))).toBeLessThan(-30);
  expect(Math.min(...aside(there))).toBeGreaterThanOrEqual(-40);
  expect(Math.max(...aside(back))).toBeGreaterThan(30);
});

test("a path without length stays in place", () => {
  expect(pointerPath({ x: 5, y: 6 }, { x: 5, y: 6 }, 2)).toEqual([
    { x: 5, y: 6 },
    { x: 5, y: 6 },
  ]);
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
