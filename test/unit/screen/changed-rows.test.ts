import { expect, test } from "vitest";
import type { Frame } from "../../../src/base/geometry/frame.ts";
import { changedRows } from "../../../src/screen/changed-rows.ts";

function frame(...pixels: readonly [x: number, y: number][]): Frame {
  const data = new Uint8Array(200 * 100 * 4);
  for (const [x, y] of pixels) data[(y * 200 + x) * 4] = 255;
  return { width: 200, height: 100, data };
}

test("like frames have none", () => {
  expect(changedRows(frame([1, 1]), frame([1, 1]))).toEqual([]);
});

test("rows close together are one, with a margin", () => {
  expect(changedRows(frame(), frame([50, 40], [80, 46]))).toEqual([{ x: 38, y: 34, width: 55, height: 19 }]);
});

test("rows apart are several, clipped to the screen", () => {
  expect(changedRows(frame([0, 2]), frame([199, 60]))).toEqual([
    { x: 0, y: 0, width: 13, height: 9 },
    { x: 187, y: 54, width: 13, height: 13 },
  ]);
});

test("a resized screen has changed entirely", () => {
  const other = { width: 100, height: 50, data: new Uint8Array(100 * 50 * 4) };
  expect(changedRows(frame(), other)).toEqual([{ x: 0, y: 0, width: 100, height: 50 }]);
});
