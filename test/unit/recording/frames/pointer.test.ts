import { expect, test } from "vitest";
import type { CursorShape } from "../../../../src/base/live-screen.ts";
import { drawPointer } from "../../../../src/recording/frames/pointer.ts";
import { YuvFrame } from "../../../../src/recording/frames/yuv-frame.ts";

/** A shape of white pixels with the given alphas, row by row. */
function shapeOf(alphas: readonly (readonly number[])[], hot = { hotX: 0, hotY: 0 }): CursorShape {
  const data = Uint8Array.from(alphas.flat().flatMap((alpha) => [alpha, alpha, alpha, alpha]));
  return { width: alphas[0]?.length ?? 0, height: alphas.length, ...hot, data };
}

/** The brightness of a black frame of 6x4 pixels with a shape drawn at a position. */
function drawn(shape: CursorShape, x: number, y: number): number[][] {
  const frame = new YuvFrame({ width: 6, height: 4 });
  drawPointer(frame.data, frame, shape, { x, y });
  expect([...frame.data.subarray(24)]).toEqual(new Array(12).fill(128));
  return [0, 1, 2, 3].map((row) => [...frame.data.subarray(row * 6, row * 6 + 6)]);
}

const empty = [16, 16, 16, 16, 16, 16];

test("draws the hotspot at the pointer's position", () => {
  const alphas = [
    [0, 0],
    [0, 255],
  ];
  const shape = shapeOf(alphas, { hotX: 1, hotY: 1 });
  expect(drawn(shape, 3, 2)).toEqual([empty, empty, [16, 16, 16, 235, 16, 16], empty]);
  expect(drawn(shape, 0, 0)).toEqual([[235, 16, 16, 16, 16, 16], empty, empty, empty]);
  expect(drawn(shape, 5, 3)).toEqual([empty, empty, empty, [16, 16, 16, 16, 16, 235]]);
});

test("clips at the frame's edges", () => {
  const alphas = [
    [255, 255],
    [255, 255],
  ];
  expect(drawn(shapeOf(alphas, { hotX: 1, hotY: 1 }), 0, 0)[0]).toEqual([235, 16, 16, 16, 16, 16]);
  expect(drawn(shapeOf(alphas), 5, 3)[3]).toEqual([16, 16, 16, 16, 16, 235]);
  expect(drawn(shapeOf(alphas), 6, 4)).toEqual([empty, empty, empty, empty]);
  expect(drawn(shapeOf(alphas, { hotX: 2, hotY: 2 }), 0, 0)).toEqual([empty, empty, empty, empty]);
});

test("blends half-transparent pixels with the screen", () => {
  expect(drawn(shapeOf([[128]]), 1, 1)[1]).toEqual([16, 126, 16, 16, 16, 16]);
});

test("mixes colours with the background, a quarter for each pixel", () => {
  const red = { width: 2, height: 2, hotX: 0, hotY: 0, data: new Uint8Array(16) };
  for (let pixel = 0; pixel < 4; pixel++) red.data.set([255, 0, 0, 255], pixel * 4);
  const frame = new YuvFrame({ width: 4, height: 2 });
  drawPointer(frame.data, frame, red, { x: 0, y: 0 });
  expect([...frame.data]).toEqual([63, 63, 16, 16, 63, 63, 16, 16, 102, 128, 240, 128]);
  drawPointer(frame.data, frame, { ...red, width: 1, height: 1 }, { x: 2, y: 0 });
  expect([frame.data[9], frame.data[11]]).toEqual([122, 156]);
});

test("draws nothing for a hidden pointer, 0 pixels wide or high", () => {
  expect(drawn(shapeOf([]), 1, 1)).toEqual([empty, empty, empty, empty]);
});
