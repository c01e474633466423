import { expect, test } from "vitest";
import type { GreyFrame } from "../../../../src/screen/ocr/grey.ts";
import { inkOf } from "../../../../src/screen/ocr/ink.ts";

const [width, height] = [40, 30];

function grey(shade: (x: number, y: number) => number): GreyFrame {
  const data = Uint8Array.from({ length: width * height }, (_, at) => shade(at % width, Math.floor(at / width)));
  return { width, height, data };
}

/** A letter of two pixels' width on some surface. */
const isLetter = (x: number, y: number): boolean => x >= 18 && x < 20 && y >= 10 && y < 20;

function at({ data }: GreyFrame, x: number, y: number): number | undefined {
  return data[y * width + x];
}

test("dark text on a light surface is dark ink on white", () => {
  const { ink, behind } = inkOf(grey((x, y) => (isLetter(x, y) ? 10 : 240)));
  expect([at(ink, 18, 15), at(ink, 5, 5), at(behind, 18, 15)]).toEqual([25, 255, 240]);
});

test("light text on a dark surface is dark ink on white too", () => {
  const { ink, behind } = inkOf(grey((x, y) => (isLetter(x, y) ? 240 : 10)));
  expect([at(ink, 18, 15), at(ink, 5, 5), at(behind, 18, 15)]).toEqual([25, 255, 10]);
});

test("faint text is faint ink", () => {
  const { ink } = inkOf(grey((x, y) => (isLetter(x, y) ? 200 : 240)));
  expect(at(ink, 18, 15)).toBe(215);
});

test("each letter stands on the surface around it, where a frame has several", () => {
  const letters = (x: number, y: number): boolean => y >= 10 && y < 20 && (x === 9 || x === 29);
  const { behind, ink } = inkOf(grey((x, y) => (letters(x, y) ? 128 : x < 20 ? 255 : 40)));
  expect([at(behind, 9, 15), at(behind, 29, 15)]).toEqual([255, 40]);
  expect([at(ink, 9, 15), at(ink, 29, 15), at(ink, 15, 5), at(ink, 35, 5)]).toEqual([128, 167, 255, 255]);
});

test("a pixel between two surfaces stands on the nearer one", () => {
  const { behind } = inkOf(grey((x) => (x < 19 ? 255 : x < 22 ? 100 + x : 40)));
  expect([at(behind, 19, 15), at(behind, 21, 15)]).toEqual([255, 40]);
});

test("in the corners too, ink stands on the nearest surface", () => {
  const corner = (x: number, y: number): boolean => (x < 2 || x >= width - 2) && (y < 2 || y >= height - 2);
  const { behind } = inkOf(grey((x, y) => (corner(x, y) ? 0 : 200)));
  expect(new Set(behind.data)).toEqual(new Set([200]));
});

test("the frame itself is not changed", () => {
  const frame = grey((x, y) => (isLetter(x, y) ? 10 : 240));
  const before = frame.data.slice();
  inkOf(frame);
  expect(frame.data).toEqual(before);
});
