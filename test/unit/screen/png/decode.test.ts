import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { execa } from "execa";
import { decode } from "fast-png";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import { joinChunks } from "../../../../src/screen/png/chunks.ts";
import { decodePng } from "../../../../src/screen/png/decode.ts";
import { encodePngSync } from "../../../../src/screen/png/encode.ts";
import { PngFault } from "../../../../src/screen/png/header.ts";
import { headerOf, type PngKind, pngFile, randomNumbers, randomPixels } from "../../../support/files/png-file.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-decode-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

/** Decodes files with ffmpeg. */
async function decodedByFfmpeg(contents: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const folder = await mkdtemp(join(directory, "ffmpeg-"));
  const inputs = contents.map((_, index) => join(folder, `${index}.png`));
  await Promise.all(inputs.map((path, index) => writeFile(path, contents[index] ?? "")));
  const outputs = inputs.flatMap((path, index) => [
    "-map",
    `${index}`,
    "-f",
    "rawvideo",
    "-pix_fmt",
    "rgba",
    `${path}.raw`,
  ]);
  await execa("ffmpeg", [
    "-v",
    "error",
    ...inputs.flatMap((path) => ["-i", path]),
    "-sws_flags",
    "accurate_rnd",
    ...outputs,
  ]);
  return Promise.all(inputs.map((path) => readFile(`${path}.raw`)));
}

/** The largest difference between two frames' samples. */
function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? 0))), 0);
}

const kinds: readonly [colourType: number, depths: readonly number[]][] = [
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
];

const combinations = kinds.flatMap(([colourType, depths]) =>
  depths.flatMap((depth) => [false, true].map((interlaced) => ({ colourType, depth, interlaced }))),
);

/** The second has passes without pixels when interlaced; the third is converted on the search thread. */
const sizes = [
  { width: 61, height: 23 },
  { width: 3, height: 2 },
  { width: 523, height: 301 },
];

test.each(combinations)("decodes as ffmpeg does: %j", async (combination) => {
  const { colourType, depth } = combination;
  const random = randomNumbers(colourType * 100 + depth);
  const contents = sizes.map((size) => {
    const kind: PngKind = { ...combination, ...size };
    const colours = 2 ** Math.min(depth, 8);
    const palette = [
      ["PLTE", Uint8Array.from({ length: 3 * colours }, () => random() * 256)],
      ["tRNS", Uint8Array.from({ length: colours - 1 }, () => random() * 256)],
    ] as const;
    return pngFile(kind, randomPixels(kind, random), colourType === 3 ? palette : []);
  });
  const frames = await Promise.all(contents.map(decodePng));
  const others = await decodedByFfmpeg(contents);
  // From 16 bits, ffmpeg rounds less exactly.
  const allowed = depth === 16 ? 2 : 0;
  for (const [index, { data }] of frames.entries()) {
    expect(largestDifference(data, others[index] ?? data.subarray(0, 0))).toBeLessThanOrEqual(allowed);
  }
});

test.each([2, 4, 6, 0])("rounds 16 bits to the nearest of 8: colour type %i", async (colourType) => {
  const kind = { colourType, depth: 16, width: 40, height: 30 };
  const content = pngFile(kind, randomPixels(kind, randomNumbers(9)));
  const { data: samples, channels } = decode(content);
  const { data } = await decodePng(content);
  const last = channels % 2 === 0 ? channels - 1 : undefined;
  const expected = Array.from({ length: data.length }, (_, index) => {
    const channel = index % 4 === 3 ? last : channels < 3 ? 0 : index % 4;
    return channel === undefined ? 255 : Math.round((samples[(index >> 2) * channels + channel] ?? 0) / 257);
  });
  expect([...data]).toEqual(expected);
});

test.each([
  [{ colourType: 0, depth: 2 }, [0, 2], [0b00_01_10_11], [255, 255, 0, 255]],
  [{ colourType: 0, depth: 8 }, [0, 7], [7, 8, 7, 0], [0, 255, 0, 255]],
  // Only the low bits count.
  [{ colourType: 0, depth: 8 }, [9, 7], [7, 8, 7, 0], [0, 255, 0, 255]],
  [{ colourType: 0, depth: 16 }, [1, 7], [1, 7, 1, 8, 1, 7, 0, 0], [0, 255, 0, 255]],
  [{ colourType: 2, depth: 8 }, [0, 1, 0, 2, 0, 3], [1, 2, 3, 1, 2, 4, 1, 2, 3, 0, 0, 0], [0, 255, 0, 255]],
  [
    { colourType: 2, depth: 16 },
    [0, 1, 0, 2, 0, 3],
    [0, 1, 0, 2, 0, 3, 0, 1, 0, 2, 1, 3, 0, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0],
    [0, 255, 0, 255],
  ],
] as const)("one grey or colour can be transparent: %j", async (kind, transparent, row, alphas) => {
  const content = pngFile({ ...kind, width: 4, height: 1 }, Uint8Array.of(0, ...row), [
    ["tRNS", Uint8Array.from(transparent)],
  ]);
  const { data } = await decodePng(content);
  expect([3, 7, 11, 15].map((index) => data[index])).toEqual(alphas);
});

test("an index beyond the palette is black, and what its transparency leaves out is opaque", async () => {
  const content = pngFile({ colourType: 3, depth: 8, width: 3, height: 1 }, Uint8Array.of(0, 0, 1, 9), [
    ["PLTE", Uint8Array.of(1, 2, 3, 4, 5, 6)],
    ["tRNS", Uint8Array.of(7)],
  ]);
  expect([...(await decodePng(content)).data]).toEqual([1, 2, 3, 7, 4, 5, 6, 255, 0, 0, 0, 255]);
});

test("skips other chunks, and joins pixels in several", async () => {
  const kind = { colourType: 0, depth: 8, width: 2, height: 1 };
  const pixels = deflateSync(Uint8Array.of(0, 10, 20));
  const content = joinChunks([
    ["IHDR", headerOf(kind)],
    ["tEXt", Buffer.from("Comment\0hello")],
    // A colour profile that is none.
    ["iCCP", Buffer.from("x\0\0not deflated")],
    ["acTL", Buffer.alloc(8)],
    ["IDAT", pixels.subarray(0, 3)],
    ["IDAT", new Uint8Array(0)],
    ["IDAT", pixels.subarray(3)],
    ["fdAT", Buffer.from("a second frame")],
  ]);
  expect([...(await decodePng(content)).data]).toEqual([10, 10, 10, 255, 20, 20, 20, 255]);
});

const small = { colourType: 0, depth: 8, width: 10, height: 10 };
const tenRows = Buffer.alloc(110);

test.each([
  ["more pixels than the header says", () => pngFile(small, Buffer.alloc(50_000_000)), "holds more data"],
  ["fewer pixels than the header says", () => pngFile(small, Buffer.alloc(109)), "pixels are missing"],
  ["no pixels", () => joinChunks([["IHDR", headerOf(small)]]), "pixels are missing"],
  [
    "far fewer pixels than the header says",
    () => pngFile({ ...small, width: 7000, height: 4000 }, Buffer.alloc(110)),
    "pixels are missing",
  ],
  [
    "pixels that are not deflated",
    () =>
      joinChunks([
        ["IHDR", headerOf(small)],
        ["IDAT", tenRows],
      ]),
    "pixels are invalid",
  ],
  ["an unknown filter", () => pngFile(small, Buffer.alloc(110, 5)), "unknown filter 5"],
  ["no palette", () => pngFile({ ...small, colourType: 3 }, tenRows), "its palette is missing"],
  ["a wrong checksum", () => pngFile(small, tenRows).with(40, 77), "checksum"],
])("refuses a file with %s", async (_, make, fault) => {
  const error = await decodePng(make()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PngFault);
  expect((error as PngFault).message).toContain(fault);
});

test("a few bytes too many are ignored", async () => {
  expect((await decodePng(pngFile(small, Buffer.alloc(120)))).data).toHaveLength(400);
});

test("refuses a file that is cut off at any byte, and one with any byte changed", async () => {
  const frame: Frame = { width: 9, height: 7, data: Uint8Array.from({ length: 252 }, (_, index) => index * 7) };
  const content = encodePngSync(frame);
  for (let length = 0; length < content.length; length++) {
    await expect(decodePng(content.subarray(0, length))).rejects.toBeInstanceOf(PngFault);
    await expect(decodePng(content.with(length, (content[length] ?? 0) ^ 16))).rejects.toBeInstanceOf(PngFault);
  }
});

test("a whole screen takes the main thread a few milliseconds", async () => {
  const content = await readFile(new URL("../../../corpus/desktop.png", import.meta.url));
  await decodePng(content);
  const rounds: number[] = [];
  for (let round = 0; round < 8; round++) {
    const before = process.threadCpuUsage();
    await decodePng(content);
    const { user, system } = process.threadCpuUsage(before);
    rounds.push(user + system);
  }
  // Microseconds, of the round that other programs disturbed least. Inflating and converting it take 20 ms and more.
  expect(Math.min(...rounds)).toBeLessThan(8000);
});
