import fc from "fast-check";
import { expect, test } from "vitest";
import { copyRect } from "../../../src/rfb/decoders/copy-rect.ts";
import { desktopSize } from "../../../src/rfb/decoders/desktop-size.ts";
import { extendedDesktopSize } from "../../../src/rfb/decoders/extended-desktop-size.ts";
import { createDecoders, knownEncodings } from "../../../src/rfb/decoders/index.ts";
import { lastRect } from "../../../src/rfb/decoders/last-rect.ts";
import { raw } from "../../../src/rfb/decoders/raw.ts";
import { zrle } from "../../../src/rfb/decoders/zrle.ts";
import { RfbFormatError } from "../../../src/rfb/errors.ts";
import { Framebuffer } from "../../../src/rfb/framebuffer/framebuffer.ts";
import { readUpdate } from "../../../src/rfb/update.ts";
import {
  endOfTest,
  readerOf,
  rectangle,
  solid,
  text,
  u16,
  u32,
  update,
  zlibPieces,
  zrleBody,
} from "../../support/rfb/rfb-bytes.ts";
import { paint } from "../../support/rfb/rfb-paint.ts";

const screen = { width: 8, height: 8 };
const dot = rectangle({ x: 2, y: 3, width: 1, height: 1 }, raw, solid(1, [1, 2, 3]));

const bell = Buffer.from([2]);
const cutText = Buffer.concat([Buffer.from([3, 0, 0, 0]), text("from the guest's clipboard")]);
const colourMap = Buffer.concat([Buffer.from([1, 0]), u16(0, 3), Buffer.alloc(18)]);

async function everything(): Promise<Buffer> {
  const piece = await zlibPieces()(Buffer.from([1, 9, 9, 9]));
  return update(
    rectangle({ x: 0, y: 0, width: 8, height: 8 }, zrle, zrleBody(piece)),
    dot,
    rectangle({ x: 4, y: 4, width: 2, height: 2 }, copyRect, u16(2, 3)),
    rectangle({ x: 0, y: 0, width: 8, height: 8 }, extendedDesktopSize, Buffer.from([0, 0, 0, 0])),
  );
}

test("skips other messages before an update, in pieces of every size", async () => {
  const bytes = Buffer.concat([bell, cutText, colourMap, bell, update(dot)]);
  for (let size = 1; size <= bytes.length; size++) {
    const { update: received } = await paint(screen, [bytes], size);
    expect(received.damage).toEqual([{ x: 2, y: 3, width: 1, height: 1 }]);
  }
});

test("an update may end early with LastRect", async () => {
  const open = Buffer.concat([
    Buffer.from([0, 0]),
    u16(0xffff),
    dot,
    rectangle({ x: 0, y: 0, width: 0, height: 0 }, lastRect),
  ]);
  const { update: received } = await paint(screen, [open, update()], 1);
  expect(received.sent).toEqual([]);
});

test("a truncated message ends with the connection", async () => {
  const bytes = await everything();
  for (let length = 0; length < bytes.length; length++) {
    const cut = readUpdate(readerOf(bytes.subarray(0, length)), new Framebuffer(8, 8), createDecoders());
    await expect(cut).rejects.toBe(endOfTest);
  }
  await readUpdate(readerOf(bytes), new Framebuffer(8, 8), createDecoders());
});

test.each([
  ["an unknown message", Buffer.from([77])],
  ["an unknown encoding", update(rectangle({ x: 0, y: 0, width: 1, height: 1 }, { number: 7 }))],
  ["a rectangle outside the screen", update(rectangle({ x: 8, y: 0, width: 1, height: 1 }, raw, u32(0)))],
  ["a screen without pixels", update(rectangle({ x: 0, y: 0, width: 0, height: 8 }, desktopSize))],
  ["a clipboard of gigabytes", Buffer.concat([Buffer.from([3, 0, 0, 0]), u32(0xffffffff)])],
  [
    "an update that paints the screen again and again",
    update(...Array.from({ length: 9 }, () => rectangle({ x: 0, y: 0, ...screen }, copyRect, u16(0, 0)))),
  ],
  [
    "an update that resizes the screen again and again",
    update(
      ...Array.from({ length: 20 }, (_, index) =>
        rectangle({ x: 0, y: 0, width: 8, height: 8 + (index % 2) }, desktopSize),
      ),
    ),
  ],
  ["an unreasonable screen size", update(rectangle({ x: 0, y: 0, width: 65535, height: 65535 }, desktopSize))],
])("rejects %s", async (_name, bytes) => {
  await expect(paint(screen, [bytes])).rejects.toThrow(RfbFormatError);
});

const small = fc.nat(12);
const region = fc.record({ x: small, y: small, width: small, height: small });
const anyRectangle = fc
  .tuple(region, fc.constantFrom(...knownEncodings), fc.uint8Array({ maxLength: 600 }))
  .map(([where, kind, body]) => rectangle(where, kind, body));
const anyUpdate = fc.array(anyRectangle, { maxLength: 4 }).map((rectangles) => update(...rectangles));

test.each([
  ["bytes", fc.uint8Array({ maxLength: 2000 })],
  ["updates", anyUpdate],
])("random %s end in a clear error or with the connection", async (_name, arbitrary) => {
  await fc.assert(
    fc.asyncProperty(arbitrary, async (bytes: Uint8Array) => {
      const reader = readerOf(bytes);
      const framebuffer = new Framebuffer(8, 8);
      const decoders = createDecoders();
      const read = async (): Promise<void> => {
        for (;;) await readUpdate(reader, framebuffer, decoders);
      };
      const end: unknown = await read().catch((error: unknown) => error);
      expect(end === endOfTest || end instanceof RfbFormatError, String(end)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
