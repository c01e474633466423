import { expect, test } from "vitest";
import type { Region } from "../../../../src/base/geometry/region.ts";
import { Stillness } from "../../../../src/screen/stable/stillness.ts";

const screen = { width: 1000, height: 1000 };
const all = { x: 0, y: 0, ...screen };

/** Milliseconds of stillness at the end, after one update every 100 ms with the given regions. */
function stillAfter(updates: readonly (readonly Region[])[], resized = false): number {
  const stillness = new Stillness(2000, 0);
  for (const [index, regions] of updates.entries()) stillness.add({ regions, resized, time: index * 100 }, screen);
  return stillness.stillMs((updates.length - 1) * 100);
}

const times = (count: number, region: (index: number) => Region): Region[][] =>
  Array.from({ length: count }, (_, index) => [region(index)]);

test("a large change or a resize ends the stillness", () => {
  expect(stillAfter([[], [], [], []])).toBe(300);
  expect(stillAfter([[], [all], [], []])).toBe(200);
  expect(stillAfter([[], []], true)).toBe(0);
});

test("blinking or spinning in one small place does not end it", () => {
  expect(stillAfter(times(100, () => ({ x: 500, y: 500, width: 10, height: 20 })))).toBe(9900);
  const spinner = times(100, (index) => ({ x: 10 + (index % 7), y: 10 + (index % 5), width: 20, height: 20 }));
  expect(stillAfter(spinner)).toBe(9900);
});

test("a screen drawn in many small pieces is not still", () => {
  const icons = times(100, (index) => ({
    x: 30 * (index % 30),
    y: 30 * Math.floor(index / 30),
    width: 20,
    height: 20,
  }));
  expect(stillAfter(icons)).toBeLessThan(500);
});

test("tells where the screen changed within the last window", () => {
  const stillness = new Stillness(2000, 0);
  const [left, right] = [
    { x: 0, y: 0, width: 100, height: 100 },
    { x: 500, y: 0, width: 100, height: 100 },
  ];
  stillness.add({ regions: [{ ...left, y: 500 }], resized: false, time: 0 }, screen);
  for (let time = 2500; time < 3500; time += 250) {
    const regions = [time % 500 === 0 ? left : right];
    stillness.add({ regions, resized: false, time }, screen);
  }
  expect(stillness.changed).toEqual([left, right]);
});

test("small changes far apart in time do not add up", () => {
  const rare = Array.from({ length: 200 }, (_, index) =>
    index % 25 === 0 ? [{ x: 4 * index, y: 0, width: 20, height: 40 }] : [],
  );
  expect(stillAfter(rare)).toBe(19_900);
});
