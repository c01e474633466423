import { expect, test } from "vitest";
import type { Region } from "../../../../src/base/geometry/region.ts";
import type { GreyFrame } from "../../../../src/screen/ocr/grey.ts";
import { isLargeLetter } from "../../../../src/screen/ocr/large-letters.ts";

const size = { width: 400, height: 140 };

/** A zone's boxes are filled with 40, its holes with 255, on white. */
function judged(box: Region, holes: readonly Region[], value: (x: number) => number = () => 40): boolean {
  const frame: GreyFrame = { ...size, data: new Uint8Array(size.width * size.height).fill(255) };
  const zones = new Int32Array(frame.data.length).fill(-1);
  const zone = box.y * size.width + box.x;
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      if (holes.some((hole) => isIn(hole, x - box.x, y - box.y))) continue;
      frame.data[y * size.width + x] = value(x);
      zones[y * size.width + x] = zone;
    }
  }
  return isLargeLetter(frame, zones, zone, box);
}

function isIn({ x, y, width, height }: Region, atX: number, atY: number): boolean {
  return atX >= x && atX < x + width && atY >= y && atY < y + height;
}

function at(width: number, height: number): Region {
  return { x: 20, y: 10, width, height };
}

/** Strokes of small letters, as wide and as far from each other as given, over most of a button. */
function strokes(count: number, width: number, apart: number, y: number, height: number): Region[] {
  return Array.from({ length: count }, (_, each) => ({ x: 8 + each * apart, y, width, height }));
}

test("a letter with gaps in its sides is a letter: E, U, an l", () => {
  const arms = [
    { x: 12, y: 12, width: 28, height: 16 },
    { x: 12, y: 40, width: 28, height: 16 },
  ];
  expect(judged(at(40, 68), arms)).toBe(true);
  expect(judged(at(46, 60), [{ x: 12, y: 0, width: 22, height: 48 }])).toBe(true);
  expect(judged(at(16, 70), [])).toBe(true);
});

test("a closed letter is a letter for its wide counters: D, B", () => {
  expect(judged(at(54, 60), [{ x: 12, y: 12, width: 30, height: 36 }])).toBe(true);
  const bowls = [
    { x: 12, y: 10, width: 22, height: 14 },
    { x: 12, y: 36, width: 22, height: 14 },
  ];
  expect(judged(at(46, 60), bowls)).toBe(true);
});

test("a button is none: with a word on it, or with a sign", () => {
  expect(judged(at(80, 30), strokes(12, 2, 5, 9, 12))).toBe(false);
  expect(judged(at(40, 40), [{ x: 12, y: 18, width: 16, height: 3 }])).toBe(false);
});

test("a block is none, unless it is as small as a dot", () => {
  expect(judged(at(40, 40), [])).toBe(false);
  expect(judged(at(18, 18), [])).toBe(true);
});

test("what has a gradient is none, and what is larger than letters", () => {
  expect(judged(at(16, 70), [], (x) => 40 + x * 2)).toBe(false);
  expect(judged(at(16, 120), [])).toBe(false);
  expect(judged(at(300, 60), [{ x: 12, y: 0, width: 22, height: 48 }])).toBe(false);
});
