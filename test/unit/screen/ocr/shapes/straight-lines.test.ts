import { expect, test } from "vitest";
import { BoxIndex } from "../../../../../src/screen/ocr/shapes/box-index.ts";
import { componentsOf, type Mask } from "../../../../../src/screen/ocr/shapes/components.ts";
import { dropStraightLines } from "../../../../../src/screen/ocr/shapes/straight-lines.ts";

function left(width: number, height: number): number {
  const mask: Mask = { width: 200, height: 120, data: new Uint8Array(200 * 120) };
  for (let y = 10; y < 10 + height; y++) mask.data.fill(1, y * 200 + 20, y * 200 + 20 + width);
  dropStraightLines(mask, new BoxIndex(componentsOf(mask)));
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

/** Ink of an upright and of what stays of it beside boxes of outlines 3 pixels thick. */
function upright(height: number, letters: number, letterHeight: number): { whole: number; kept: number } {
  const mask: Mask = { width: 300, height: 120, data: new Uint8Array(300 * 120) };
  const fill = (x: number, y: number, across: number, down: number): void => {
    for (let row = y; row < y + down; row++) mask.data.fill(1, row * 300 + x, row * 300 + x + across);
  };
  fill(20, 90 - height, 3, height);
  for (let letter = 0; letter < letters; letter++) {
    const x = 32 + letter * 50;
    for (const stem of [x, x + 37]) fill(stem, 90 - letterHeight, 3, letterHeight);
    fill(x, 90 - letterHeight, 40, 3);
  }
  const ink = (): number => mask.data.reduce((sum, each) => sum + each, 0);
  const whole = ink();
  dropStraightLines(mask, new BoxIndex(componentsOf(mask)));
  return { whole, kept: ink() };
}

test("a thin l stays beside letters of its kind", () => {
  const { whole, kept } = upright(72, 3, 54);
  expect(kept).toBe(whole);
});

test("an upright beside small letters, or beside a single icon, goes", () => {
  for (const { whole, kept } of [upright(72, 3, 20), upright(72, 1, 54)]) expect(whole - kept).toBe(216);
});
