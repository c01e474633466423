import { expect, test } from "vitest";
import { copyPixels } from "../../../../../src/base/geometry/frame.ts";
import type { Region } from "../../../../../src/base/geometry/region.ts";
import type { GreyFrame } from "../../../../../src/screen/ocr/grey.ts";
import { loneSigns } from "../../../../../src/screen/ocr/signs/lone-signs.ts";

const bars: readonly Region[] = [
  { x: 40, y: 30, width: 12, height: 2 },
  { x: 40, y: 36, width: 12, height: 2 },
];

function inked(...boxes: readonly Region[]): GreyFrame {
  const ink = { width: 120, height: 80, data: new Uint8Array(120 * 80).fill(255) };
  for (const { x, y, width, height } of boxes) {
    for (let row = y; row < y + height; row++) ink.data.fill(0, row * 120 + x, row * 120 + x + width);
  }
  return ink;
}

function found(lines: readonly Region[], ink: GreyFrame): string[] {
  const cut = (region: Region): GreyFrame => ({ ...region, data: copyPixels(ink, region, 1) });
  return loneSigns(lines, bars, ink, cut).map(({ sign }) => sign);
}

test("finds a sign whose parts are in no line", () => {
  const [sign] = loneSigns([], bars, inked(...bars), (region) => ({
    ...region,
    data: copyPixels(inked(...bars), region, 1),
  }));
  expect(sign).toEqual({ region: { x: 40, y: 30, width: 12, height: 8 }, sign: "=", parts: bars });
});

test("finds a sign whose bars are lines of their own", () => {
  expect(found(bars, inked(...bars))).toEqual(["="]);
});

test("leaves out what is in a line of text", () => {
  expect(found([{ x: 10, y: 26, width: 100, height: 16 }], inked(...bars))).toEqual([]);
});

test("leaves out what has other ink close to it", () => {
  expect(found([], inked(...bars, { x: 54, y: 30, width: 8, height: 8 }))).toEqual([]);
});
