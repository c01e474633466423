import { expect, test } from "vitest";
import type { Match } from "../../../../../src/screen/targets/finder.ts";
import { beside, inside, nearestTo, nthOf } from "../../../../../src/screen/targets/refine/narrow.ts";

function place(x: number, y: number, width = 40): Match {
  return { region: { x, y, width, height: 12 }, similarity: 1 };
}

function places(matches: readonly Match[]): number[][] {
  return matches.map(({ region }) => [region.x, region.y]);
}

/** The buttons of a table of three rows. */
const buttons = [place(300, 0), place(301, 20), place(299, 40)];

test("nth counts from the first, or from the last", () => {
  expect(places(nthOf(buttons, 0))).toEqual([[300, 0]]);
  expect(places(nthOf(buttons, -1))).toEqual([[299, 40]]);
  expect([nthOf(buttons, 3), nthOf(buttons, -4)]).toEqual([[], []]);
});

test("the button in the row of a name is the nearest one", () => {
  for (const [row, y] of [0, 20, 40].entries()) {
    expect(nearestTo(buttons, [place(10, y, 80)])).toEqual([buttons[row]]);
  }
});

test("several names keep the nearest place of each, and equal distances keep both", () => {
  expect(nearestTo(buttons, [place(10, 0), place(10, 40)])).toEqual([buttons[0], buttons[2]]);
  expect(nearestTo([place(0, 0), place(0, 40)], [place(0, 20)])).toHaveLength(2);
});

test("only those of the other target's places count between which nothing decides", () => {
  const names = [place(10, 0), { ...place(10, 40), preference: 1 }];
  expect(nearestTo(buttons, names)).toEqual([buttons[2]]);
});

test("within takes the places whose middle is in one of the areas", () => {
  const dialog = { x: 290, y: 15, width: 100, height: 30 };
  expect(inside(buttons, [dialog])).toEqual([buttons[1]]);
  expect(inside(buttons, [dialog, { x: 310, y: 0, width: 20, height: 12 }])).toEqual([buttons[0], buttons[1]]);
  expect(inside(buttons, [])).toEqual([]);
});

test.each([
  ["rightOf", { x: 339 + 80, y: 6 }],
  ["leftOf", { x: 220, y: 6 }],
  ["above", { x: 320, y: -80 }],
  ["below", { x: 320, y: 11 + 80 }],
] as const)("%s is a pixel beside the box, at its middle", (side, point) => {
  expect(beside(place(300, 0), side, 80)).toMatchObject({
    region: { ...point, width: 1, height: 1 },
    point,
    origin: { x: 300, y: 0, width: 40, height: 12 },
  });
});

test("a place beside a place beside a box remembers the box", () => {
  const moved = beside(beside(place(300, 100), "rightOf", 80), "below", 5);
  expect(moved).toMatchObject({ point: { x: 419, y: 111 }, origin: { x: 300, y: 100, width: 40, height: 12 } });
});
