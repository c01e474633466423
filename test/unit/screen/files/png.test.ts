import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { encode } from "fast-png";
import { expect, test } from "vitest";
import { crop, type Frame } from "../../../../src/base/geometry/frame.ts";
import type { Region } from "../../../../src/base/geometry/region.ts";
import { decodePng, encodePng, readPng, writePng } from "../../../../src/screen/files/png.ts";

function numbered(width: number, height: number): Frame {
  return { width, height, data: Uint8Array.from({ length: width * height * 4 }, (_, index) => (index * 7) % 256) };
}

function pixels(...values: number[]): number[] {
  return values;
}

test("reads back what was written", async () => {
  const directory = await mkdtemp(join(tmpdir(), "demotool-png-"));
  try {
    const path = join(directory, "a.png");
    await writePng(path, numbered(7, 5));
    expect(await readPng(path)).toEqual(numbered(7, 5));
  } finally {
    await rm(directory, { recursive: true });
  }
});

test.each([
  ["grey", { channels: 1, data: [0, 200] }, pixels(0, 0, 0, 255, 200, 200, 200, 255)],
  ["grey with alpha", { channels: 2, data: [9, 1, 200, 255] }, pixels(9, 9, 9, 1, 200, 200, 200, 255)],
  ["colour", { channels: 3, data: [1, 2, 3, 4, 5, 6] }, pixels(1, 2, 3, 255, 4, 5, 6, 255)],
  ["colour with alpha", { channels: 4, data: [1, 2, 3, 0, 4, 5, 6, 7] }, pixels(1, 2, 3, 0, 4, 5, 6, 7)],
] as const)("a %s frame", (_, { channels, data }, expected) => {
  const content = encode({ width: 2, height: 1, channels, depth: 8, data: Uint8Array.from(data) });
  expect([...decodePng(content, "a.png").data]).toEqual(expected);
  const interlaced = encode(
    { width: 2, height: 1, channels, depth: 8, data: Uint8Array.from(data) },
    { interlace: "Adam7" },
  );
  expect([...decodePng(interlaced, "a.png").data]).toEqual(expected);
});

test("reads 16-bit, 4-colour palette and black-and-white files", () => {
  const deep = encode({ width: 1, height: 1, channels: 3, depth: 16, data: Uint16Array.of(0, 32_768, 65_535) });
  expect([...decodePng(deep, "a.png").data]).toEqual([0, 128, 255, 255]);
  const palette = [
    [0, 0, 0],
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ];
  // Two rows of three 2-bit pixels.
  const data = Uint8Array.of(0b01_10_11_00, 0b11_00_01_00);
  const indexed = encode({ width: 3, height: 2, channels: 1, depth: 2, palette, data });
  expect([...decodePng(indexed, "a.png").data]).toEqual(
    [1, 2, 3, 3, 0, 1].flatMap((index) => [...(palette[index] ?? []), 255]),
  );
  const lines = encode({ width: 9, height: 1, channels: 1, depth: 1, data: Uint8Array.of(0b1000_0000, 0b1000_0000) });
  const { data: values } = decodePng(lines, "a.png");
  expect([values[0], values[4], values[32]]).toEqual([255, 0, 255]);
});

test("the error for a file that is not PNG has its name", async () => {
  const refusal = (fault: string): unknown =>
    expect.objectContaining({ code: "OPTION", headline: expect.stringContaining(fault) });
  await expect(readPng("/nowhere/a.png")).rejects.toEqual(refusal("the file /nowhere/a.png cannot be read"));
  expect(() => decodePng(Buffer.from("GIF89a..."), "b.gif")).toThrow(refusal("b.gif is not a PNG file"));
  const cut = encodePng(numbered(40, 40)).subarray(0, 200);
  expect(() => decodePng(cut, "c.png")).toThrow(refusal("c.png is a damaged PNG file"));
  const directory = await mkdtemp(join(tmpdir(), "demotool-png-"));
  try {
    await writeFile(join(directory, "empty.png"), "");
    await expect(readPng(join(directory, "empty.png"))).rejects.toEqual(refusal("is not a PNG file"));
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("crops a frame while writing", () => {
  const frame = numbered(20, 10);
  const place = fc.record({
    x: fc.nat(19),
    y: fc.nat(9),
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 10 }),
  });
  fc.assert(
    fc.property(place, fc.nat(19), fc.nat(9), (region: Region, x, y) => {
      fc.pre(region.x + region.width <= 20 && region.y + region.height <= 10 && x < region.width && y < region.height);
      const part = crop(frame, region);
      expect(part).toMatchObject({ width: region.width, height: region.height });
      const from = ((region.y + y) * 20 + region.x + x) * 4;
      const at = (y * region.width + x) * 4;
      expect(part.data.subarray(at, at + 4)).toEqual(frame.data.subarray(from, from + 4));
    }),
  );
});

test.each([
  { x: -1, y: 0, width: 2, height: 2 },
  { x: 0, y: 0, width: 0, height: 2 },
  { x: 0, y: 9, width: 2, height: 2 },
  { x: 19, y: 0, width: 2, height: 2 },
  { x: 0.5, y: 0, width: 2, height: 2 },
])("rejects a region outside the frame: %j", (region) => {
  expect(() => crop(numbered(20, 10), region)).toThrow(expect.objectContaining({ code: "OPTION" }));
});
