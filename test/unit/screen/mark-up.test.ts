import { expect, test } from "vitest";
import type { Frame } from "../../../src/base/geometry/frame.ts";
import { markedUp } from "../../../src/screen/mark-up.ts";

function plain(width: number, height: number, shade: number): Frame {
  return { width, height, data: new Uint8Array(width * height * 4).fill(shade) };
}

function pixel({ width, data }: Frame, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
}

const red = [255, 0, 0];

test("shows the reference, the best match below it, and the screen with the match framed", () => {
  const screen = plain(100, 80, 100);
  const best = { x: 30, y: 40, width: 10, height: 6 };
  const sheet = markedUp({ expected: plain(10, 6, 200), screen, best });
  expect([sheet.width, sheet.height]).toEqual([10 + 100 + 24, 80 + 16]);
  expect(pixel(sheet, 8, 8)).toEqual([200, 200, 200]);
  expect(pixel(sheet, 8, 8 + 6 + 8)).toEqual([100, 100, 100]);
  const left = 10 + 16 + 30;
  expect(pixel(sheet, left, 8 + 40)).toEqual([100, 100, 100]);
  expect(pixel(sheet, left - 1, 8 + 40)).toEqual(red);
  expect(pixel(sheet, left + 10, 8 + 40)).toEqual(red);
  expect(pixel(sheet, left, 8 + 40 - 2)).toEqual(red);
  expect(pixel(sheet, left, 8 + 46)).toEqual(red);
  expect(pixel(sheet, left, 8 + 40 - 3)).toEqual([100, 100, 100]);
});

test("frames differing regions in both screens", () => {
  const different = [{ x: 20, y: 20, width: 5, height: 5 }];
  const sheet = markedUp({ expected: plain(60, 50, 1), screen: plain(60, 50, 2), different });
  expect(pixel(sheet, 8 + 19, 8 + 20)).toEqual(red);
  expect(pixel(sheet, 8 + 60 + 8 + 19, 8 + 20)).toEqual(red);
});

test("clips a frame at the edge of the screen", () => {
  const sheet = markedUp({
    expected: plain(10, 10, 1),
    screen: plain(20, 20, 2),
    best: { x: 15, y: 15, width: 10, height: 10 },
  });
  expect(pixel(sheet, 26 + 15 - 1, 8 + 16)).toEqual(red);
  expect([sheet.width, sheet.height]).toEqual([54, 39]);
});

test("frames all places on the screen, without anything beside it", () => {
  const places = [
    { x: 20, y: 20, width: 5, height: 5 },
    { x: 40, y: 30, width: 5, height: 5 },
  ];
  const sheet = markedUp({ screen: plain(60, 50, 2), places });
  expect(sheet.width).toBe(60 + 24);
  expect([pixel(sheet, 16 + 19, 8 + 20), pixel(sheet, 16 + 39, 8 + 30)]).toEqual([red, red]);
  expect(pixel(sheet, 8 + 19, 8 + 20)).toEqual([2, 2, 2]);
});
