import { expect, test } from "vitest";
import { copyPixels, crop, type Frame, paintPixels } from "../../../../src/base/geometry/frame.ts";

/** A frame in which each byte encodes its position. */
function numbered(width: number, height: number): Frame {
  return { width, height, data: Uint8Array.from({ length: width * height * 4 }, (_, at) => at) };
}

test("crop copies a region of a frame", () => {
  const frame = numbered(3, 2);
  const part = crop(frame, { x: 1, y: 1, width: 2, height: 1 });
  expect(part).toEqual({ width: 2, height: 1, data: Uint8Array.of(16, 17, 18, 19, 20, 21, 22, 23) });
  frame.data.fill(0);
  expect(part.data[0]).toBe(16);
});

test("crop rejects a region outside the frame", () => {
  expect(() => crop(numbered(3, 2), { x: 2, y: 0, width: 2, height: 1 })).toThrow("does not lie within 3x2 pixels");
});

test("painting pixels back restores the frame", () => {
  const region = { x: 1, y: 0, width: 2, height: 2 };
  const target: Frame = { width: 3, height: 2, data: new Uint8Array(24) };
  paintPixels(target, region, copyPixels(numbered(3, 2), region));
  expect([...target.data]).toEqual([
    ...[0, 0, 0, 0, 4, 5, 6, 7, 8, 9, 10, 11],
    ...[0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23],
  ]);
});

test("supports one byte per pixel", () => {
  const grey = { width: 3, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  expect([...copyPixels(grey, { x: 1, y: 0, width: 2, height: 2 }, 1)]).toEqual([2, 3, 5, 6]);
});
