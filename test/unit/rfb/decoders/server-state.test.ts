import { expect, test } from "vitest";
import { createDecoders } from "../../../../src/rfb/decoders/index.ts";
import { Framebuffer } from "../../../../src/rfb/framebuffer/framebuffer.ts";
import { encoding, extendedKeyEvent } from "../../../../src/rfb/messages.ts";
import { ServerState } from "../../../../src/rfb/server-state.ts";
import { readUpdate } from "../../../../src/rfb/update.ts";
import { feed, rectangle, update } from "../../../support/rfb-bytes.ts";

const unit = { x: 0, y: 0, width: 1, height: 1 };

async function seatAfter(message: Buffer, size = message.length): Promise<ServerState> {
  const seat = new ServerState();
  await readUpdate(feed(message, size), new Framebuffer(1, 1), createDecoders(seat));
  return seat;
}

test("each light has its bit", async () => {
  const lights = async (bits: number) =>
    (await seatAfter(update(rectangle(unit, encoding.ledState, Buffer.from([bits]))))).lights;
  expect(await lights(1)).toEqual({ scrollLock: true, numLock: false, capsLock: false });
  expect(await lights(2)).toEqual({ scrollLock: false, numLock: true, capsLock: false });
  expect(await lights(4)).toEqual({ scrollLock: false, numLock: false, capsLock: true });
});

test("lights and the word about scan codes come together, in pieces of every size", async () => {
  const message = update(
    rectangle({ ...unit, width: 1280, height: 800 }, encoding.extendedKeyEvent),
    rectangle(unit, encoding.ledState, Buffer.from([0])),
  );
  for (let size = 1; size <= message.length; size++) {
    const seat = await seatAfter(message, size);
    expect(seat.takesScanCodes).toBe(true);
    expect(seat.lights).toEqual({ scrollLock: false, numLock: false, capsLock: false });
  }
  expect((await seatAfter(update())).takesScanCodes).toBe(false);
});

test("a scan code of two bytes is sent as one with its upper bit set", () => {
  expect(extendedKeyEvent(0x1e, true).toString("hex")).toBe("ff000001000000000000001e");
  expect(extendedKeyEvent(0xe048, false).toString("hex")).toBe("ff00000000000000000000c8");
});
