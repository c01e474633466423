import { expect, test } from "vitest";
import { raw } from "../../../../src/rfb/decoders/raw.ts";
import { rectangle, solid, update } from "../../../support/rfb/rfb-bytes.ts";
import { colours, paint } from "../../../support/rfb/rfb-paint.ts";

const region = { x: 1, y: 1, width: 2, height: 2 };
const pixels = Buffer.concat([solid(1, [1, 2, 3]), solid(1, [4, 5, 6]), solid(1, [7, 8, 9]), solid(1, [0, 0, 0])]);
const message = update(rectangle(region, raw, pixels));

test("paints pixels at their places, in pieces of every size", async () => {
  for (let size = 1; size <= message.length; size++) {
    const { framebuffer, update: received } = await paint({ width: 4, height: 4 }, [message], size);
    expect(colours(framebuffer, { x: 0, y: 0, width: 4, height: 4 })).toEqual([
      ["000000", "000000", "000000", "000000"],
      ["000000", "010203", "040506", "000000"],
      ["000000", "070809", "000000", "000000"],
      ["000000", "000000", "000000", "000000"],
    ]);
    expect(received.sent).toEqual([region]);
    expect(received.damage).toEqual([region]);
  }
});

test("a rectangle without pixels has no body", async () => {
  const empty = update(
    rectangle({ x: 0, y: 0, width: 0, height: 4 }, raw),
    rectangle({ x: 0, y: 0, width: 4, height: 0 }, raw),
    rectangle({ x: 3, y: 3, width: 1, height: 1 }, raw, solid(1, [255, 255, 255])),
  );
  const { update: received } = await paint({ width: 4, height: 4 }, [empty], 1);
  expect(received.damage).toEqual([{ x: 3, y: 3, width: 1, height: 1 }]);
});

test("paints a large rectangle in pieces that do not align with rows", async () => {
  const screen = { width: 333, height: 200 };
  const bytes = Buffer.alloc(screen.width * screen.height * 4);
  for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 7919) % 251;
  const whole = update(rectangle({ x: 0, y: 0, ...screen }, raw, bytes));
  const { framebuffer } = await paint(screen, [whole], 4099);
  for (let at = 3; at < bytes.length; at += 4) bytes[at] = 255;
  expect(bytes.equals(framebuffer.frame.data)).toBe(true);
});
