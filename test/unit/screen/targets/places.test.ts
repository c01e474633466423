import { expect, test } from "vitest";
import type { Match } from "../../../../src/screen/targets/finder.ts";
import { bestPlace, contenders, distinctPlaces, placesOf } from "../../../../src/screen/targets/places.ts";

function place(x: number, y: number, similarity = 1, preference?: number): Match {
  return { region: { x, y, width: 40, height: 12 }, similarity, preference };
}

test("a sighting without a list has the place that was found", () => {
  const found = place(0, 0);
  expect(placesOf({ found, best: found })).toEqual([found]);
  expect(placesOf({ found: undefined, best: found })).toEqual([]);
  expect(placesOf({ found, best: found, places: [found, place(0, 40)] })).toHaveLength(2);
});

test("the preferred place is the best, then the most similar, then the first", () => {
  expect(bestPlace([place(0, 0, 0.99), place(1, 0, 0.9, 1), place(2, 0, 0.95, 1)])?.region.x).toBe(2);
  expect(bestPlace([place(5, 0), place(1, 0)])?.region.x).toBe(5);
  expect(bestPlace([])).toBeUndefined();
});

test("nothing decides between places of the same preference that are about as similar", () => {
  const xs = (...places: readonly Match[]): number[] => contenders(places).map(({ region }) => region.x);
  expect(xs(place(0, 0, 0.96), place(50, 0, 0.99), place(100, 0, 0.9))).toEqual([0, 50]);
  expect(xs(place(0, 0, 1, 1), place(50, 0, 1, 2))).toEqual([50]);
  expect(xs(place(0, 0))).toEqual([0]);
  expect(xs()).toEqual([]);
});

test("places that coincide are one, of which the best stays, and the others are in reading order", () => {
  const places = distinctPlaces([place(200, 1), place(0, 40, 0.9), place(4, 41, 0.95), place(0, 0)]);
  expect(places.map(({ region, similarity }) => [region.x, region.y, similarity])).toEqual([
    [0, 0, 1],
    [200, 1, 1],
    [4, 41, 0.95],
  ]);
});
