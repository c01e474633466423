import { expect, test } from "vitest";
import { desktopSize } from "../../../../src/rfb/decoders/desktop-size.ts";
import { extendedDesktopSize } from "../../../../src/rfb/decoders/extended-desktop-size.ts";
import { raw } from "../../../../src/rfb/decoders/raw.ts";
import { rectangle, solid, update } from "../../../support/rfb/rfb-bytes.ts";
import { colours, paint } from "../../../support/rfb/rfb-paint.ts";

const old = { width: 4, height: 4 };
const size = { x: 0, y: 0, width: 3, height: 2 };
const screens = Buffer.concat([Buffer.from([2, 0, 0, 0]), Buffer.alloc(32)]);

test.each([
  ["DesktopSize", rectangle(size, desktopSize)],
  ["ExtendedDesktopSize", rectangle(size, extendedDesktopSize, screens)],
  ["ExtendedDesktopSize by another client", rectangle({ ...size, x: 2 }, extendedDesktopSize, screens)],
])("%s changes the size, and later rectangles are painted on the new screen", async (_name, resize) => {
  const before = rectangle({ x: 3, y: 3, width: 1, height: 1 }, raw, solid(1, [9, 9, 9]));
  const after = rectangle({ x: 2, y: 1, width: 1, height: 1 }, raw, solid(1, [1, 1, 1]));
  const message = update(before, resize, after);
  for (let piece = 1; piece <= message.length; piece++) {
    const { framebuffer, update: received } = await paint(old, [message], piece);
    expect([framebuffer.width, framebuffer.height]).toEqual([3, 2]);
    expect(colours(framebuffer, size)).toEqual([
      ["000000", "000000", "000000"],
      ["000000", "000000", "010101"],
    ]);
    expect(received.resized).toBe(true);
    expect(received.damage).toEqual([size]);
    expect(received.sent).toEqual([{ x: 2, y: 1, width: 1, height: 1 }]);
  }
});

test("the same size or a rejected one changes nothing", async () => {
  const same = rectangle({ x: 0, y: 0, ...old }, extendedDesktopSize, screens);
  const refused = rectangle({ ...size, x: 1, y: 3 }, extendedDesktopSize, screens);
  const { framebuffer, update: received } = await paint(old, [update(same, refused)]);
  expect([framebuffer.width, framebuffer.height]).toEqual([4, 4]);
  expect(received.resized).toBe(false);
  expect(received.damage).toEqual([]);
});
