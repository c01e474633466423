import { expect, test } from "vitest";
import {
  around,
  centre,
  checkRegion,
  clipped,
  grown,
  intersection,
  joined,
  overlap,
  type Region,
  wholeOf,
  without,
} from "../../../../src/base/geometry/region.ts";

const box = (x: number, y: number, width: number, height: number): Region => ({ x, y, width, height });

test("adjacent rectangles do not intersect", () => {
  expect(overlap(box(0, 0, 10, 10), box(10, 0, 5, 5))).toBe(false);
  expect(intersection(box(0, 0, 10, 10), box(0, 10, 5, 5))).toBeUndefined();
  expect(intersection(box(0, 0, 10, 10), box(8, 7, 5, 5))).toEqual(box(8, 7, 2, 3));
});

test("clips a region to a screen", () => {
  const screen = { width: 20, height: 10 };
  expect(wholeOf(screen)).toEqual(box(0, 0, 20, 10));
  expect(clipped(box(-3, -4, 100, 100), screen)).toEqual(box(0, 0, 20, 10));
  expect(clipped(box(15, 2, 10, 3), screen)).toEqual(box(15, 2, 5, 3));
  expect(clipped(box(20, 0, 1, 1), screen)).toBeUndefined();
});

test("merges regions that touch or overlap, directly or through others", () => {
  const apart = box(50, 50, 5, 5);
  expect(joined([box(0, 0, 10, 10), apart, box(20, 0, 10, 10)])).toHaveLength(3);
  expect(joined([box(0, 0, 10, 10), apart, box(20, 0, 10, 10), box(10, 3, 10, 2)])).toEqual([apart, box(0, 0, 30, 10)]);
  expect(joined([])).toEqual([]);
});

test.for([
  ["half pixels", box(0.5, 0, 1, 1)],
  ["no pixels", box(0, 0, 0, 5)],
  ["a negative place", box(-1, 0, 2, 2)],
  ["too wide", box(15, 0, 6, 1)],
  ["too high", box(0, 5, 1, 6)],
] as const)("checkRegion rejects %s", ([, region]) => {
  const screen = { width: 20, height: 10 };
  expect(() => checkRegion(region, screen, "the region")).toThrow("the region does not lie within 20x10 pixels");
  expect(() => checkRegion(box(0, 0, 20, 10), screen, "the region")).not.toThrow();
});

test("bounds two rectangles", () => {
  expect(around(box(5, 5, 1, 1), box(0, 8, 2, 2))).toEqual(box(0, 5, 6, 5));
});

test("adds a margin", () => {
  expect(grown({ x: 2, y: 10, width: 5, height: 4 }, 3)).toEqual({ x: -1, y: 7, width: 11, height: 10 });
});

test("the centre is a pixel of the region", () => {
  expect(centre(box(10, 20, 5, 4))).toEqual({ x: 12, y: 22 });
  expect(centre(box(10, 20, 1, 1))).toEqual({ x: 10, y: 20 });
});

test("cutting holes covers each remaining pixel once", () => {
  const whole = box(2, 3, 20, 15);
  const holes = [box(0, 0, 5, 5), box(8, 8, 4, 4), box(10, 10, 100, 3), box(21, 17, 1, 1)];
  const counts = new Map<string, number>();
  for (const { x, y, width, height } of without(whole, holes)) {
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        counts.set(`${column},${row}`, (counts.get(`${column},${row}`) ?? 0) + 1);
      }
    }
  }
  for (let y = 3; y < 18; y++) {
    for (let x = 2; x < 22; x++) {
      const cut = holes.some((hole) => overlap(hole, box(x, y, 1, 1)));
      expect(counts.get(`${x},${y}`), `${x},${y}`).toBe(cut ? undefined : 1);
    }
  }
  expect(counts.size).toBeLessThan(20 * 15);
});

test("a hole over everything leaves nothing", () => {
  expect(without(box(2, 3, 4, 5), [box(0, 0, 100, 100)])).toEqual([]);
});
