import { expect, test } from "vitest";
import type { Encoding } from "../../../../src/rfb/decoders/encoding.ts";
import { createDecoders, knownEncodings } from "../../../../src/rfb/decoders/index.ts";
import { raw } from "../../../../src/rfb/decoders/raw.ts";
import { RfbFormatError } from "../../../../src/rfb/errors.ts";
import { Framebuffer } from "../../../../src/rfb/framebuffer/framebuffer.ts";
import { ServerState } from "../../../../src/rfb/server-state.ts";
import { readUpdate } from "../../../../src/rfb/update.ts";
import { feed, rectangle, solid, u32, update } from "../../../support/rfb/rfb-bytes.ts";
import { colours, paint } from "../../../support/rfb/rfb-paint.ts";

const screen = { width: 3, height: 2 };
const region = { x: 1, y: 0, width: 2, height: 2 };

/** RRE without subrectangles (RFC 6143 section 7.7.3): one colour for the whole rectangle. */
const fill: Encoding = {
  number: 2,
  paints: true,
  create: () => async (reader, framebuffer, target) => {
    await reader.need(8);
    reader.u32();
    const pixel = reader.view(4).readInt32LE();
    framebuffer.paint(target, new Int32Array(target.width * target.height).fill(pixel));
  },
};

/** Counts its calls and stores the count in the server's state as the width of the cursor. */
const counter: Encoding = {
  number: -99,
  paints: false,
  create: (state) => {
    let calls = 0;
    return async () => {
      calls++;
      state.cursor = { width: calls, height: 1, hotX: 0, hotY: 0, data: new Uint8Array(calls * 4) };
    };
  },
};

const filled = rectangle(region, fill, Buffer.concat([u32(0), solid(1, [7, 8, 9])]));

test("an added encoding paints between the others, in pieces of every size", async () => {
  const dot = rectangle({ x: 0, y: 0, width: 1, height: 1 }, raw, solid(1, [1, 2, 3]));
  const message = update(dot, filled);
  for (let size = 1; size <= message.length; size++) {
    const { framebuffer, update: received } = await paint(screen, [message], size, [...knownEncodings, fill]);
    expect(colours(framebuffer, { x: 0, y: 0, ...screen })).toEqual([
      ["010203", "070809", "070809"],
      ["000000", "070809", "070809"],
    ]);
    expect(received.sent).toEqual([{ x: 0, y: 0, width: 1, height: 1 }, region]);
    expect(received.damage).toEqual([{ x: 0, y: 0, width: 1, height: 1 }, region]);
  }
});

test("rejects an unlisted encoding by its number", async () => {
  await expect(paint(screen, [update(filled)])).rejects.toThrow(new RfbFormatError("unknown encoding 2"));
});

test("only an encoding that paints must stay within the screen", async () => {
  const outside = { x: 0, y: 0, width: 1280, height: 800 };
  const { update: received } = await paint(screen, [update(rectangle(outside, counter))], 1, [counter]);
  expect(received).toMatchObject({ sent: [], damage: [], resized: false });
  const painting: Encoding = { ...counter, paints: true };
  const painted = paint(screen, [update(rectangle(outside, painting))], 1, [painting]);
  await expect(painted).rejects.toThrow(RfbFormatError);
});

test("each connection has its own decoders and server state", async () => {
  const message = update(rectangle({ x: 0, y: 0, width: 0, height: 0 }, counter));
  const [first, second] = [new ServerState(), new ServerState()];
  const decoders = createDecoders(first, [counter]);
  for (let count = 1; count <= 2; count++) {
    await readUpdate(feed(message, 1), new Framebuffer(1, 1), decoders);
    expect(first.cursor?.width).toBe(count);
  }
  await readUpdate(feed(message, 1), new Framebuffer(1, 1), createDecoders(second, [counter]));
  expect(second.cursor?.width).toBe(1);
});

test("no two encodings have the same number", () => {
  const numbers = knownEncodings.map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
});
