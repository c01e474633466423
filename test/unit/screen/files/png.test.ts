import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { decode, encode } from "fast-png";
import { afterAll, beforeAll, expect, test } from "vitest";
import { crop, type Frame } from "../../../../src/base/geometry/frame.ts";
import type { Region } from "../../../../src/base/geometry/region.ts";
import { DamagedPngError, readPng, writePng } from "../../../../src/screen/files/png.ts";
import { joinChunks } from "../../../../src/screen/png/chunks.ts";
import { encodePngSync } from "../../../../src/screen/png/encode.ts";
import { imageTarget } from "../../../../src/screen/targets/image.ts";
import { headerOf } from "../../../support/files/png-file.ts";
import { repository } from "../../../support/source.ts";

function numbered(width: number, height: number): Frame {
  return { width, height, data: Uint8Array.from({ length: width * height * 4 }, (_, index) => (index * 7) % 256) };
}

function pixels(...values: number[]): number[] {
  return values;
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-png-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function read(content: Uint8Array): Promise<Frame> {
  const path = join(directory, "a.png");
  await writeFile(path, content);
  return readPng(path);
}

test("reads back what was written", async () => {
  const path = join(directory, "b.png");
  await writePng(path, numbered(7, 5));
  expect(await readPng(path)).toEqual(numbered(7, 5));
});

test.each([
  ["grey", { channels: 1, data: [0, 200] }, pixels(0, 0, 0, 255, 200, 200, 200, 255)],
  ["grey with alpha", { channels: 2, data: [9, 1, 200, 255] }, pixels(9, 9, 9, 1, 200, 200, 200, 255)],
  ["colour", { channels: 3, data: [1, 2, 3, 4, 5, 6] }, pixels(1, 2, 3, 255, 4, 5, 6, 255)],
  ["colour with alpha", { channels: 4, data: [1, 2, 3, 0, 4, 5, 6, 7] }, pixels(1, 2, 3, 0, 4, 5, 6, 7)],
] as const)("reads a %s file", async (_, { channels, data }, expected) => {
  const image = { width: 2, height: 1, channels, depth: 8, data: Uint8Array.from(data) } as const;
  expect([...(await read(encode(image))).data]).toEqual(expected);
  expect([...(await read(encode(image, { interlace: "Adam7" }))).data]).toEqual(expected);
});

test("reads 16-bit, 4-colour palette and black-and-white files", async () => {
  const deep = encode({ width: 1, height: 1, channels: 3, depth: 16, data: Uint16Array.of(0, 32_768, 65_535) });
  expect([...(await read(deep)).data]).toEqual([0, 128, 255, 255]);
  const palette = [
    [0, 0, 0],
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ];
  // Two rows of three 2-bit pixels.
  const data = Uint8Array.of(0b01_10_11_00, 0b11_00_01_00);
  const indexed = encode({ width: 3, height: 2, channels: 1, depth: 2, palette, data });
  expect([...(await read(indexed)).data]).toEqual(
    [1, 2, 3, 3, 0, 1].flatMap((index) => [...(palette[index] ?? []), 255]),
  );
  const lines = encode({ width: 9, height: 1, channels: 1, depth: 1, data: Uint8Array.of(0b1000_0000, 0b1000_0000) });
  const { data: values } = await read(lines);
  expect([values[0], values[4], values[32]]).toEqual([255, 0, 255]);
});

test("reads the same as another decoder from every screen of the corpus", async () => {
  const folder = join(repository, "test/corpus/text");
  for (const name of (await readdir(folder)).filter((file) => file.endsWith(".png"))) {
    const { data, channels } = decode(await readFile(join(folder, name)));
    const frame = await readPng(join(folder, name));
    expect([name, channels, Buffer.compare(frame.data, data as Uint8Array)]).toEqual([name, 4, 0]);
  }
});

test("the error for a file that cannot be used has its name, and what to do", async () => {
  await expect(readPng("/nowhere/a.png")).rejects.toMatchObject({
    code: "OPTION",
    headline: "the file /nowhere/a.png cannot be read",
  });
  const stump = encodePngSync(numbered(40, 40)).subarray(0, -20);
  for (const [content, fault, next] of [
    [Buffer.from("GIF89a..."), "is not a PNG file", "save it as PNG"],
    [Buffer.alloc(0), "is not a PNG file: it is empty", /restore it.*vitest -u/],
    [stump, "is a damaged PNG file: its end is missing", /restore it.*vitest -u/],
    [stump.subarray(0, 20), "is a damaged PNG file: it ends within its header", /restore it/],
  ] as const) {
    const error = await read(content).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DamagedPngError);
    expect(error).toMatchObject({ code: "OPTION", headline: expect.stringMatching(`a.png ${fault}$`) });
    expect((error as DamagedPngError).next).toMatch(next);
  }
  await expect(readPng(directory)).rejects.toMatchObject({ headline: expect.stringContaining("is not a PNG file") });
});

test("refuses a file that claims or holds more than any screen before it reads the rest", async () => {
  const kind = { colourType: 2, depth: 8 };
  for (const size of [
    { width: 30_000, height: 30_000 },
    { width: 20_000, height: 1 },
    { width: 2 ** 32 - 1, height: 2 ** 32 - 1 },
  ]) {
    const content = joinChunks([["IHDR", headerOf({ ...kind, ...size })]]);
    await expect(read(content)).rejects.toMatchObject({
      headline: expect.stringContaining(`is larger than any screen: it has ${size.width}x${size.height} pixels`),
    });
  }
  const parts = Array.from({ length: 70_000 }, () => ["tEXt", new Uint8Array()] as const);
  const many = joinChunks([["IHDR", headerOf({ ...kind, width: 1, height: 1 })], ...parts]);
  await expect(read(many)).rejects.toMatchObject({ headline: expect.stringContaining("more than 65536 parts") });
  const path = join(directory, "endless.png");
  await writeFile(path, encodePngSync(numbered(4, 4)));
  // A hole: takes no room on the disk.
  await truncate(path, 2 ** 40);
  await expect(readPng(path)).rejects.toMatchObject({ headline: expect.stringContaining("more than its pixels need") });
});

test("does not wait for a named pipe", async () => {
  const path = join(directory, "pipe.png");
  await execa("mkfifo", [path]);
  await expect(readPng(path)).rejects.toMatchObject({ headline: expect.stringContaining("is not a PNG file") });
  expect(() => imageTarget(path, directory)).toThrow(expect.objectContaining({ code: "OPTION" }));
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
