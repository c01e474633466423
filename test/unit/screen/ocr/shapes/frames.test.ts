import { expect, test } from "vitest";
import type { Mask } from "../../../../../src/screen/ocr/shapes/components.ts";
import { dropFrames } from "../../../../../src/screen/ocr/shapes/frames.ts";

function mask(): Mask {
  return { width: 60, height: 40, data: new Uint8Array(60 * 40) };
}

function fill({ width, data }: Mask, x: number, y: number, across: number, down: number): void {
  for (let row = y; row < y + down; row++) data.fill(1, row * width + x, row * width + x + across);
}

/** A frame of one pixel with open corners, as round ones are. */
function frame(into: Mask, x: number, y: number, across: number, down: number, sides = "tblr"): void {
  if (sides.includes("t")) fill(into, x + 1, y, across - 2, 1);
  if (sides.includes("b")) fill(into, x + 1, y + down - 1, across - 2, 1);
  if (sides.includes("l")) fill(into, x, y + 1, 1, down - 2);
  if (sides.includes("r")) fill(into, x + across - 1, y + 1, 1, down - 2);
}

function ink({ data }: Mask): number {
  return data.reduce((sum, each) => sum + each, 0);
}

test("the frame of a button goes, and its sign stays", () => {
  const button = mask();
  frame(button, 5, 5, 30, 24);
  fill(button, 15, 16, 9, 2);
  dropFrames(button);
  expect(ink(button)).toBe(18);
  expect(button.data[16 * 60 + 15]).toBe(1);
});

test("a frame goes of which only two sides are dark", () => {
  const button = mask();
  frame(button, 5, 5, 30, 24, "tl");
  fill(button, 15, 16, 9, 2);
  dropFrames(button);
  expect(ink(button)).toBe(18);
});

test("letters stay: a ring around nothing, and an L beside a dot", () => {
  const ring = mask();
  frame(ring, 5, 5, 20, 24);
  const before = ink(ring);
  dropFrames(ring);
  expect(ink(ring)).toBe(before);

  const corner = mask();
  frame(corner, 5, 5, 14, 24, "bl");
  fill(corner, 22, 26, 3, 3);
  const whole = ink(corner);
  dropFrames(corner);
  expect(ink(corner)).toBe(whole);
});

test("the frame of a character stays beside others of its size: 回 in a word", () => {
  const word = mask();
  frame(word, 5, 5, 16, 16);
  frame(word, 10, 10, 6, 6);
  const alone = ink(word);
  // 中
  fill(word, 24, 9, 14, 1);
  fill(word, 24, 15, 14, 1);
  fill(word, 31, 5, 1, 16);
  const before = ink(word);
  dropFrames(word);
  expect(ink(word)).toBe(before);

  const button = mask();
  frame(button, 5, 5, 16, 16);
  frame(button, 10, 10, 6, 6);
  dropFrames(button);
  expect(ink(button)).toBeLessThan(alone);
});

test("buttons side by side lose their frames", () => {
  const row = mask();
  for (const x of [2, 22]) {
    frame(row, x, 5, 18, 18);
    fill(row, x + 6, 13, 6, 2);
  }
  dropFrames(row);
  expect(ink(row)).toBe(24);
});
