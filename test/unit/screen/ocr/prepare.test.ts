import { expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import { findLines } from "../../../../src/screen/ocr/prepare.ts";

const size = { width: 200, height: 80 };

function paper(): Frame {
  return { ...size, data: Buffer.alloc(size.width * size.height * 4, 255) };
}

function fill({ width, data }: Frame, x: number, y: number, across: number, down: number): void {
  for (let row = y; row < y + down; row++) data.fill(0, (row * width + x) * 4, (row * width + x + across) * 4);
}

/** A + of 12x12 pixels. */
function plus(frame: Frame, x: number, y: number): void {
  fill(frame, x, y + 5, 12, 2);
  fill(frame, x + 5, y, 2, 12);
}

test("lines with the same ink have one key", () => {
  const frame = paper();
  plus(frame, 20, 30);
  plus(frame, 120, 40);
  const [first, second] = findLines(frame);
  expect(first?.sign).toBe("+");
  expect(first?.key).toBe(second?.key);
});

test("a sign and what looks like it beside a border have keys of their own", () => {
  const frame = paper();
  plus(frame, 20, 30);
  plus(frame, 120, 30);
  fill(frame, 135, 0, 1, 80);
  const [alone, beside] = findLines(frame);
  expect(alone?.ink).toEqual(beside?.ink);
  expect([alone?.sign, beside?.sign]).toEqual(["+", undefined]);
  expect(alone?.key).not.toBe(beside?.key);
});
