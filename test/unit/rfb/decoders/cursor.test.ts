import { expect, test } from "vitest";
import { alphaCursor } from "../../../../src/rfb/decoders/alpha-cursor.ts";
import { cursor } from "../../../../src/rfb/decoders/cursor.ts";
import { createDecoders } from "../../../../src/rfb/decoders/index.ts";
import { raw } from "../../../../src/rfb/decoders/raw.ts";
import { zrle } from "../../../../src/rfb/decoders/zrle.ts";
import { RfbFormatError } from "../../../../src/rfb/errors.ts";
import { Framebuffer } from "../../../../src/rfb/framebuffer/framebuffer.ts";
import { ServerState } from "../../../../src/rfb/server-state.ts";
import { type ReceivedUpdate, readUpdate } from "../../../../src/rfb/update.ts";
import { endOfTest, feed, readerOf, rectangle, u32, update } from "../../../support/rfb/rfb-bytes.ts";

/** 10 pixels wide, so that a row of the mask takes two bytes. */
const shape = { x: 3, y: 1, width: 10, height: 2 };
const count = shape.width * shape.height;

function pixels(alpha: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, index) => Buffer.from([index + 1, 100, 200, alpha])));
}

const mask = Buffer.from([0b10000000, 0b01000000, 0b00000000, 0b10000000]);
const rich = update(rectangle(shape, cursor, Buffer.concat([pixels(0x5a), mask])));
const alpha = update(rectangle(shape, alphaCursor, Buffer.concat([u32(raw.number), pixels(128)])));

async function received(message: Buffer, state: ServerState, size = message.length): Promise<ReceivedUpdate> {
  return readUpdate(feed(message, size), new Framebuffer(4, 4), createDecoders(state));
}

function pixel(state: ServerState, column: number, row: number): number[] {
  const at = (row * shape.width + column) * 4;
  return [...(state.cursor?.data.subarray(at, at + 4) ?? [])];
}

test("pixels outside a cursor's mask are transparent, in pieces of every size", async () => {
  for (let size = 1; size <= rich.length; size++) {
    const state = new ServerState();
    const { damage, sent, resized } = await received(rich, state, size);
    expect(state.cursor).toMatchObject({ width: 10, height: 2, hotX: 3, hotY: 1 });
    expect(pixel(state, 0, 0)).toEqual([1, 100, 200, 255]);
    expect(pixel(state, 9, 0)).toEqual([10, 100, 200, 255]);
    expect(pixel(state, 8, 1)).toEqual([19, 100, 200, 255]);
    expect(pixel(state, 1, 0)).toEqual([0, 0, 0, 0]);
    expect(state.cursor?.data.filter((_, index) => index % 4 === 3 && state.cursor?.data[index] === 255)).toHaveLength(
      3,
    );
    // A cursor does not change the screen.
    expect({ damage, sent, resized }).toEqual({ damage: [], sent: [], resized: false });
  }
});

test("a cursor with alpha keeps its alpha, in pieces of every size", async () => {
  for (let size = 1; size <= alpha.length; size++) {
    const state = new ServerState();
    const { damage, sent } = await received(alpha, state, size);
    expect(state.cursor).toMatchObject({ width: 10, height: 2, hotX: 3, hotY: 1 });
    expect(pixel(state, 4, 1)).toEqual([15, 100, 200, 128]);
    expect({ damage, sent }).toEqual({ damage: [], sent: [] });
  }
});

test("converts BGR to RGB", async () => {
  const state = new ServerState({ pixels: "bgr", alphaCursors: "bgr" });
  await received(rich, state);
  expect(pixel(state, 0, 0)).toEqual([200, 100, 1, 255]);
  await received(alpha, state);
  expect(pixel(state, 0, 0)).toEqual([200, 100, 1, 128]);
});

test("a hidden pointer has no pixels, and the last cursor sent counts", async () => {
  const state = new ServerState();
  await received(alpha, state);
  await received(update(rectangle({ x: 0, y: 0, width: 0, height: 0 }, cursor)), state);
  expect(state.cursor).toEqual({ width: 0, height: 0, hotX: 0, hotY: 0, data: new Uint8Array() });
});

test("a truncated cursor leaves the old one", async () => {
  for (const message of [rich, alpha]) {
    for (let length = 0; length < message.length; length++) {
      const state = new ServerState();
      const cut = readUpdate(readerOf(message.subarray(0, length)), new Framebuffer(4, 4), createDecoders(state));
      await expect(cut).rejects.toBe(endOfTest);
      expect(state.cursor).toBeUndefined();
    }
  }
});

test.each([
  ["an unreasonable cursor size", update(rectangle({ ...shape, width: 40_000 }, cursor))],
  ["an unreasonable size of a cursor with alpha", update(rectangle({ ...shape, height: 40_000 }, alphaCursor))],
  ["a cursor with alpha in an encoding", update(rectangle(shape, alphaCursor, u32(zrle.number)))],
])("rejects %s", async (_name, message) => {
  await expect(received(message, new ServerState())).rejects.toThrow(RfbFormatError);
});
