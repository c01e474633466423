import { expect, test } from "vitest";
import { createDecoders } from "../../../../src/rfb/decoders/index.ts";
import { RfbFormatError } from "../../../../src/rfb/errors.ts";
import { Framebuffer } from "../../../../src/rfb/framebuffer/framebuffer.ts";
import { encoding } from "../../../../src/rfb/messages.ts";
import { ServerState } from "../../../../src/rfb/server-state.ts";
import { type ReceivedUpdate, readUpdate } from "../../../../src/rfb/update.ts";
import { endOfTest, feed, readerOf, rectangle, u32, update } from "../../../support/rfb-bytes.ts";

/** 10 pixels wide, so that a row of the mask is two bytes. */
const shape = { x: 3, y: 1, width: 10, height: 2 };
const count = shape.width * shape.height;

function pixels(alpha: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, index) => Buffer.from([index + 1, 100, 200, alpha])));
}

const mask = Buffer.from([0b10000000, 0b01000000, 0b00000000, 0b10000000]);
const rich = update(rectangle(shape, encoding.cursor, Buffer.concat([pixels(0x5a), mask])));
const alpha = update(rectangle(shape, encoding.alphaCursor, Buffer.concat([u32(encoding.raw), pixels(128)])));

async function received(message: Buffer, seat: ServerState, size = message.length): Promise<ReceivedUpdate> {
  return readUpdate(feed(message, size), new Framebuffer(4, 4), createDecoders(seat));
}

function pixel(seat: ServerState, column: number, row: number): number[] {
  const at = (row * shape.width + column) * 4;
  return [...(seat.cursor?.data.subarray(at, at + 4) ?? [])];
}

test("a cursor with a mask: what it leaves out is transparent, in pieces of every size", async () => {
  for (let size = 1; size <= rich.length; size++) {
    const seat = new ServerState();
    const { changed, sent, resized } = await received(rich, seat, size);
    expect(seat.cursor).toMatchObject({ width: 10, height: 2, hotX: 3, hotY: 1 });
    expect(pixel(seat, 0, 0)).toEqual([1, 100, 200, 255]);
    expect(pixel(seat, 9, 0)).toEqual([10, 100, 200, 255]);
    expect(pixel(seat, 8, 1)).toEqual([19, 100, 200, 255]);
    expect(pixel(seat, 1, 0)).toEqual([0, 0, 0, 0]);
    expect(seat.cursor?.data.filter((_, index) => index % 4 === 3 && seat.cursor?.data[index] === 255)).toHaveLength(3);
    // The screen knows nothing of it.
    expect({ changed, sent, resized }).toEqual({ changed: [], sent: [], resized: false });
  }
});

test("a cursor with alpha comes as it is, in pieces of every size", async () => {
  for (let size = 1; size <= alpha.length; size++) {
    const seat = new ServerState();
    const { changed, sent } = await received(alpha, seat, size);
    expect(seat.cursor).toMatchObject({ width: 10, height: 2, hotX: 3, hotY: 1 });
    expect(pixel(seat, 4, 1)).toEqual([15, 100, 200, 128]);
    expect({ changed, sent }).toEqual({ changed: [], sent: [] });
  }
});

test("blue first is turned round", async () => {
  const seat = new ServerState({ pixels: "bgr", alphaCursors: "bgr" });
  await received(rich, seat);
  expect(pixel(seat, 0, 0)).toEqual([200, 100, 1, 255]);
  await received(alpha, seat);
  expect(pixel(seat, 0, 0)).toEqual([200, 100, 1, 128]);
});

test("a hidden pointer has no pixels, and the last one sent counts", async () => {
  const seat = new ServerState();
  await received(alpha, seat);
  await received(update(rectangle({ x: 0, y: 0, width: 0, height: 0 }, encoding.cursor)), seat);
  expect(seat.cursor).toEqual({ width: 0, height: 0, hotX: 0, hotY: 0, data: new Uint8Array() });
});

test("cut at any byte, the old cursor stays", async () => {
  for (const message of [rich, alpha]) {
    for (let length = 0; length < message.length; length++) {
      const seat = new ServerState();
      const cut = readUpdate(readerOf(message.subarray(0, length)), new Framebuffer(4, 4), createDecoders(seat));
      await expect(cut).rejects.toBe(endOfTest);
      expect(seat.cursor).toBeUndefined();
    }
  }
});

test.each([
  ["a cursor beyond reason", update(rectangle({ ...shape, width: 40_000 }, encoding.cursor))],
  ["a cursor with alpha beyond reason", update(rectangle({ ...shape, height: 40_000 }, encoding.alphaCursor))],
  ["a cursor with alpha in an encoding", update(rectangle(shape, encoding.alphaCursor, u32(encoding.zrle)))],
])("%s is refused", async (_name, message) => {
  await expect(received(message, new ServerState())).rejects.toThrow(RfbFormatError);
});
