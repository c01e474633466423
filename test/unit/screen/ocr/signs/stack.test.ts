import { expect, test } from "vitest";
import { stacked } from "../../../../../src/screen/ocr/signs/stack.ts";

test("the bars of = are one stack, and so are the dots and the bar of ÷", () => {
  const bars = [
    { x: 10, y: 20, width: 12, height: 2 },
    { x: 10, y: 26, width: 12, height: 2 },
  ];
  expect(stacked(bars)).toEqual([{ region: { x: 10, y: 20, width: 12, height: 8 }, parts: bars }]);
  const division = [
    { x: 50, y: 16, width: 3, height: 3 },
    { x: 45, y: 22, width: 13, height: 2 },
    { x: 50, y: 27, width: 3, height: 3 },
  ];
  expect(stacked(division)).toEqual([{ region: { x: 45, y: 16, width: 13, height: 14 }, parts: division }]);
});

test("rows of a table are apart, and so is what is not above each other", () => {
  const apart = [
    { x: 10, y: 20, width: 8, height: 3 },
    { x: 10, y: 40, width: 8, height: 3 },
    { x: 16, y: 45, width: 8, height: 3 },
  ];
  expect(stacked(apart).map(({ parts }) => parts)).toEqual(apart.map((box) => [box]));
});

test("a sign and the border of its button are apart", () => {
  const sign = { x: 20, y: 20, width: 20, height: 3 };
  const border = { x: 10, y: 28, width: 40, height: 1 };
  expect(stacked([sign, border])).toHaveLength(2);
});

/** How often the top of each box is looked at, on average, when as many boxes are on each part of a screen. */
function looksPerBox(count: number): number {
  let looks = 0;
  const boxes = Array.from({ length: count }, (_, at) => ({
    x: (at * 7919) % 1270,
    get y(): number {
      looks++;
      return at * 2;
    },
    width: 6,
    height: 6,
  }));
  stacked(boxes);
  return looks / count;
}

test("more boxes further down do not make each of them slower", () => {
  expect(looksPerBox(8000)).toBeLessThan(looksPerBox(1000) * 2);
});
