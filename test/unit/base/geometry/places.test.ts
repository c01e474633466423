import fc from "fast-check";
import { expect, test } from "vitest";
import { coincide, distance, inReadingOrder } from "../../../../src/base/geometry/places.ts";
import type { Region } from "../../../../src/base/geometry/region.ts";

function box(x: number, y: number, width = 40, height = 12): Region {
  return { x, y, width, height };
}

function order(...boxes: readonly Region[]): number[][] {
  return inReadingOrder(boxes, (region) => region).map(({ x, y }) => [x, y]);
}

const region = fc.record({
  x: fc.nat(500),
  y: fc.nat(500),
  width: fc.integer({ min: 1, max: 100 }),
  height: fc.integer({ min: 1, max: 100 }),
});

test("places are in reading order, also when a row is not level", () => {
  expect(order(box(200, 10), box(0, 40), box(100, 8), box(0, 12))).toEqual([
    [0, 12],
    [100, 8],
    [200, 10],
    [0, 40],
  ]);
});

test("a place whose middle is below the first one of the row begins the next row", () => {
  expect(order(box(100, 0), box(0, 5))).toEqual([
    [0, 5],
    [100, 0],
  ]);
  expect(order(box(100, 0), box(0, 6))).toEqual([
    [100, 0],
    [0, 6],
  ]);
});

test("the reading order does not depend on the given order", () => {
  fc.assert(
    fc.property(fc.uniqueArray(region, { selector: ({ x, y }) => `${x},${y}` }), (boxes) => {
      expect(order(...boxes)).toEqual(order(...boxes.toReversed()));
    }),
  );
});

test("the distance is the gap, and what is in the same row or column is nearer", () => {
  expect(distance(box(0, 0), box(100, 0))).toBe(60);
  expect(distance(box(0, 0), box(0, 20))).toBe(8);
  // Ten pixels nearer across, but in the row below.
  expect(distance(box(0, 0), box(90, 20))).toBeGreaterThan(60);
  expect(distance(box(0, 0), box(10, 5))).toBe(0);
});

test("a distance is the same in both directions, and 0 only without a gap", () => {
  fc.assert(
    fc.property(region, region, (a, b) => {
      expect(distance(a, b)).toBe(distance(b, a));
      if (coincide(a, b)) expect(distance(a, b)).toBe(0);
    }),
  );
});

test("two regions coincide with more than half of the smaller one in common", () => {
  expect(coincide(box(0, 0), box(19, 0))).toBe(true);
  expect(coincide(box(0, 0), box(20, 0))).toBe(false);
  expect(coincide(box(0, 0, 400, 300), box(10, 10))).toBe(true);
});
