import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Region } from "../../../../src/base/geometry/region.ts";
import { zrle } from "../../../../src/rfb/decoders/zrle.ts";
import { RfbFormatError } from "../../../../src/rfb/errors.ts";
import { endOfTest, rectangle, u32, update, zlibPieces, zrleBody } from "../../../support/rfb/rfb-bytes.ts";
import { colours, paint } from "../../../support/rfb/rfb-paint.ts";

const red = [255, 0, 0];
const green = [0, 255, 0];
const blue = [0, 0, 255];
const names: Record<string, string> = { r: "ff0000", g: "00ff00", b: "0000ff" };

async function message(region: Region, tiles: number[]): Promise<Buffer> {
  return update(rectangle(region, zrle, zrleBody(await zlibPieces()(Buffer.from(tiles)))));
}

const kinds: [name: string, tile: number[], expected: string[]][] = [
  ["raw", [0, ...red, ...green, ...blue, ...blue, ...green, ...red], ["rgb", "bgr"]],
  ["solid", [1, ...green], ["ggg", "ggg"]],
  ["palette of 2, a bit each, rows padded", [2, ...red, ...blue, 0b01000000, 0b10100000], ["rbr", "brb"]],
  ["palette of 3, two bits each", [3, ...red, ...green, ...blue, 0b00011000, 0b10010000], ["rgb", "bgr"]],
  [
    "palette of 5, four bits each",
    [5, ...red, ...green, ...blue, ...red, ...red, 0x01, 0x20, 0x21, 0x00],
    ["rgb", "bgr"],
  ],
  ["runs", [128, ...red, 3, ...blue, 1], ["rrr", "rbb"]],
  ["palette and runs", [130, ...red, ...blue, 0x80, 2, 0x01, 0x00, 0x01], ["rrr", "brb"]],
];

test.each(kinds)("decodes a tile of kind %s, in pieces of every size", async (_name, tile, expected) => {
  const region = { x: 1, y: 1, width: 3, height: 2 };
  const bytes = await message(region, tile);
  for (let size = 1; size <= bytes.length; size++) {
    const { framebuffer, update: received } = await paint({ width: 5, height: 5 }, [bytes], size);
    expect(colours(framebuffer, region)).toEqual(expected.map((row) => [...row].map((letter) => names[letter])));
    expect(received.damage).toEqual([region]);
  }
});

test("reports damage in every tile of a rectangle, also in a tile's first row", async () => {
  const region = { x: 0, y: 0, width: 128, height: 64 };
  const full = [1, ...red];
  const rest = 63 * 64 - 1;
  const onlyFirstRow = [128, ...green, 63, 0, 0, 0, ...new Array(Math.floor(rest / 255)).fill(255), rest % 255];
  const { update: received } = await paint({ width: 128, height: 64 }, [
    await message(region, [...full, ...onlyFirstRow]),
  ]);
  expect(received.damage).toEqual([
    { x: 0, y: 0, width: 64, height: 64 },
    { x: 64, y: 0, width: 64, height: 1 },
  ]);
});

test.each(kinds)("rejects a tile of kind %s that is truncated or too long", async (_name, tile) => {
  const region = { x: 0, y: 0, width: 3, height: 2 };
  const screen = { width: 5, height: 5 };
  for (let length = 0; length < tile.length; length++) {
    const cut = await message(region, tile.slice(0, length));
    await expect(paint(screen, [cut])).rejects.toThrow(RfbFormatError);
  }
  await expect(paint(screen, [await message(region, [...tile, 0])])).rejects.toThrow(RfbFormatError);
});

test("paints a rectangle of many tiles, with runs longer than 255", async () => {
  const screen = { width: 130, height: 70 };
  const run = (length: number): number[] => [
    ...Array<number>(Math.floor((length - 1) / 255)).fill(255),
    (length - 1) % 255,
  ];
  const sizes = [64, 64, 2]
    .flatMap((width) => [{ width, height: 64 }])
    .concat([64, 64, 2].map((width) => ({ width, height: 6 })));
  const tiles = sizes.flatMap(({ width, height }, index) => [128, index + 1, 0, 0, ...run(width * height)]);
  const { framebuffer } = await paint(screen, [await message({ x: 0, y: 0, ...screen }, tiles)], 7);
  const corner = (x: number, y: number): string | undefined =>
    colours(framebuffer, { x, y, width: 1, height: 1 })[0]?.[0];
  expect([corner(0, 0), corner(63, 63), corner(64, 0), corner(129, 63)]).toEqual([
    "010000",
    "010000",
    "020000",
    "030000",
  ]);
  expect([corner(0, 64), corner(127, 69), corner(129, 69)]).toEqual(["040000", "050000", "060000"]);
});

test("the zlib stream continues across rectangles and updates", async () => {
  const piece = zlibPieces();
  const region = (x: number): Region => ({ x, y: 0, width: 64, height: 64 });
  const noise = (seed: number): Buffer =>
    Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * seed) % 253));
  const rectangles: Buffer[] = [];
  for (const seed of [3, 5, 3]) {
    const body = zrleBody(await piece(Buffer.concat([Buffer.from([0]), noise(seed)])));
    rectangles.push(rectangle(region(rectangles.length * 64), zrle, body));
  }
  const [first = Buffer.alloc(0), ...rest] = rectangles;
  const { framebuffer } = await paint({ width: 192, height: 64 }, [update(first), update(...rest)], 1000);
  for (const [index, seed] of [3, 5, 3].entries()) {
    expect(
      colours(framebuffer, region(index * 64))
        .flat()
        .join(""),
    ).toBe(noise(seed).toString("hex"));
  }
});

test("a rectangle without pixels still has its zlib data", async () => {
  const empty = rectangle({ x: 0, y: 0, width: 0, height: 0 }, zrle, zrleBody(Buffer.alloc(0)));
  const { update: received } = await paint({ width: 1, height: 1 }, [update(empty)], 1);
  expect(received.damage).toEqual([]);
});

test("rejects invalid zlib data and data that inflates to too many bytes", async () => {
  const region = { x: 0, y: 0, width: 1, height: 1 };
  const send = (body: Buffer): Promise<unknown> =>
    paint({ width: 1, height: 1 }, [update(rectangle(region, zrle, body))]);
  await expect(send(zrleBody(Buffer.from("not zlib at all")))).rejects.toThrow(RfbFormatError);
  await expect(send(zrleBody(deflateSync(Buffer.alloc(1_000_000))))).rejects.toThrow(RfbFormatError);
  await expect(send(u32(0xffffffff))).rejects.toThrow(RfbFormatError);
});

test("reports invalid tiles with a clear error", async () => {
  const screen = { width: 70, height: 3 };
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (rubbish) => {
      const bytes = await message({ x: 0, y: 0, ...screen }, [...rubbish]);
      const end = await paint(screen, [bytes]).catch((error: unknown) => error);
      const expected = end instanceof RfbFormatError || end === endOfTest || !(end instanceof Error);
      expect(expected, String(end)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
