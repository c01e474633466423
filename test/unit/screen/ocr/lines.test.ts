import { expect, test } from "vitest";
import { type GreyFrame, greyOf } from "../../../../src/screen/ocr/grey.ts";
import { darkLevel, inkOf } from "../../../../src/screen/ocr/ink.ts";
import { textLines } from "../../../../src/screen/ocr/lines.ts";

const size = { width: 240, height: 120 };

/** An H of 8x11 pixels, like a letter. */
const strokes = [
  { x: 0, y: 0, width: 2, height: 11 },
  { x: 6, y: 0, width: 2, height: 11 },
  { x: 2, y: 5, width: 4, height: 2 },
];

function paper(value: number): GreyFrame {
  return { ...size, data: new Uint8Array(size.width * size.height).fill(value) };
}

function fill(
  { width, data }: GreyFrame,
  box: { x: number; y: number; width: number; height: number },
  to: number,
): void {
  for (let y = box.y; y < box.y + box.height; y++) data.fill(to, y * width + box.x, y * width + box.x + box.width);
}

function write(frame: GreyFrame, x: number, y: number, letters: number, to: number): void {
  for (let letter = 0; letter < letters; letter++) {
    for (const stroke of strokes) {
      fill(frame, { ...stroke, x: x + letter * 11 + stroke.x, y: y + stroke.y }, to);
    }
  }
}

function boxes(frame: GreyFrame): number[][] {
  return textLines(inkOf(frame)).map(({ region: { x, y, width, height } }) => [x, y, width, height]);
}

test("brightness weighs green most; blue is no black, and yellow no white", () => {
  const data = Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 170, 255, 255, 255, 0, 255, 255, 255, 255, 255);
  const [red = 0, green = 0, blue = 0, yellow = 0, white = 0] = greyOf({ width: 5, height: 1, data }).data;
  expect([white, green > red, red > blue]).toEqual([255, true, true]);
  expect([blue, white - yellow].map((step) => step > white - darkLevel)).toEqual([true, true]);
});

test("dark on light and light on dark give the same ink", () => {
  const dark = paper(230);
  write(dark, 20, 20, 6, 30);
  const light = paper(25);
  write(light, 20, 20, 6, 225);
  expect(inkOf(light).ink.data).toEqual(inkOf(dark).ink.data);
  expect(boxes(light)).toEqual([[19, 19, 65, 13]]);
});

test("text next to the edge of a window keeps its ink", () => {
  const frame = paper(200);
  fill(frame, { x: 60, y: 40, width: 160, height: 70 }, 0);
  write(frame, 61, 41, 8, 255);
  const [line] = textLines(inkOf(frame));
  expect(line?.region).toEqual({ x: 60, y: 40, width: 87, height: 13 });
  expect(line?.ink.data.filter((value) => value === 0)).toHaveLength(8 * (2 * 22 + 8));
});

test("a highlighted row is a surface of its own", () => {
  const frame = paper(240);
  write(frame, 10, 10, 5, 20);
  fill(frame, { x: 0, y: 30, width: 200, height: 24 }, 80);
  write(frame, 10, 36, 5, 250);
  write(frame, 10, 64, 5, 20);
  expect(boxes(frame).map(([x, y]) => [x, y])).toEqual([
    [9, 9],
    [9, 35],
    [9, 63],
  ]);
});

test("faint text gets full contrast", () => {
  const frame = paper(250);
  write(frame, 10, 10, 4, 190);
  const [line] = textLines(inkOf(frame));
  expect(Math.min(...(line?.ink.data ?? []))).toBe(0);
  expect(Math.max(...(line?.ink.data ?? []))).toBe(255);
});

test("omits borders, icons and separators, which do not join lines", () => {
  const frame = paper(240);
  for (const edge of [
    { x: 5, y: 5, width: 200, height: 1 },
    { x: 5, y: 5, width: 1, height: 100 },
    { x: 100, y: 12, width: 1, height: 22 },
  ]) {
    fill(frame, edge, 90);
  }
  for (let x = 30; x < 52; x++)
    for (let y = 38; y < 58; y++) if ((x * 7 + y * 3) % 5 < 3) fill(frame, { x, y, width: 1, height: 1 }, 60);
  write(frame, 10, 16, 7, 20);
  write(frame, 108, 16, 5, 20);
  write(frame, 58, 42, 5, 20);
  expect(boxes(frame)).toEqual([
    [9, 15, 76, 13],
    [107, 15, 54, 13],
    [57, 41, 54, 13],
  ]);
});

test("nearby lines stay apart, and dots join their letters", () => {
  const frame = paper(0);
  write(frame, 10, 20, 5, 200);
  fill(frame, { x: 66, y: 29, width: 2, height: 2 }, 200);
  fill(frame, { x: 70, y: 29, width: 2, height: 2 }, 200);
  write(frame, 10, 35, 5, 200);
  fill(frame, { x: 13, y: 33, width: 2, height: 1 }, 200);
  expect(boxes(frame)).toEqual([
    [9, 19, 64, 13],
    [9, 32, 54, 15],
  ]);
});

test("a blank frame and a single pixel have no lines", () => {
  expect(boxes(paper(128))).toEqual([]);
  expect(textLines(inkOf({ width: 1, height: 1, data: Uint8Array.of(7) }))).toEqual([]);
});
