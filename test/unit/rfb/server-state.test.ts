import { expect, test } from "vitest";
import { extendedKeyEvent } from "../../../src/rfb/decoders/extended-key-event.ts";
import { createDecoders } from "../../../src/rfb/decoders/index.ts";
import { ledState } from "../../../src/rfb/decoders/led-state.ts";
import { Framebuffer } from "../../../src/rfb/framebuffer/framebuffer.ts";
import { scanCodeEvent } from "../../../src/rfb/messages.ts";
import { ServerState } from "../../../src/rfb/server-state.ts";
import { readUpdate } from "../../../src/rfb/update.ts";
import { feed, rectangle, update } from "../../support/rfb/rfb-bytes.ts";

const unit = { x: 0, y: 0, width: 1, height: 1 };

async function stateAfter(message: Buffer, size = message.length): Promise<ServerState> {
  const state = new ServerState();
  await readUpdate(feed(message, size), new Framebuffer(1, 1), createDecoders(state));
  return state;
}

test("each light has its bit", async () => {
  const lights = async (bits: number) =>
    (await stateAfter(update(rectangle(unit, ledState, Buffer.from([bits]))))).lights;
  expect(await lights(1)).toEqual({ scrollLock: true, numLock: false, capsLock: false });
  expect(await lights(2)).toEqual({ scrollLock: false, numLock: true, capsLock: false });
  expect(await lights(4)).toEqual({ scrollLock: false, numLock: false, capsLock: true });
});

test("reads lights and scan code support from one update, in pieces of every size", async () => {
  const message = update(
    rectangle({ ...unit, width: 1280, height: 800 }, extendedKeyEvent),
    rectangle(unit, ledState, Buffer.from([0])),
  );
  for (let size = 1; size <= message.length; size++) {
    const state = await stateAfter(message, size);
    expect(state.takesScanCodes).toBe(true);
    expect(state.lights).toEqual({ scrollLock: false, numLock: false, capsLock: false });
  }
  expect((await stateAfter(update())).takesScanCodes).toBe(false);
});

test("sends a two-byte scan code as one byte with its upper bit set", () => {
  expect(scanCodeEvent(0x1e, true).toString("hex")).toBe("ff000001000000000000001e");
  expect(scanCodeEvent(0xe048, false).toString("hex")).toBe("ff00000000000000000000c8");
});
