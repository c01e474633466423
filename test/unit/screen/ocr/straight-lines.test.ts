import { expect, test } from "vitest";
import type { Mask } from "../../../../src/screen/ocr/components.ts";
import { dropStraightLines } from "../../../../src/screen/ocr/straight-lines.ts";

function left(width: number, height: number): number {
  const mask: Mask = { width: 200, height: 120, data: new Uint8Array(200 * 120) };
  for (let y = 10; y < 10 + height; y++) mask.data.fill(1, y * 200 + 20, y * 200 + 20 + width);
  dropStraightLines(mask);
  return mask.data.reduce((sum, each) => sum + each, 0);
}

test("borders and rules go", () => {
  expect(left(150, 1)).toBe(0);
  expect(left(1, 60)).toBe(0);
  expect(left(150, 3)).toBe(0);
});

test("strokes of small and of large letters stay", () => {
  expect(left(12, 2)).toBe(24);
  expect(left(5, 70)).toBe(350);
  expect(left(60, 6)).toBe(360);
});
