import { expect, test } from "vitest";
import { copyRect } from "../../../../src/rfb/decoders/copy-rect.ts";
import { raw } from "../../../../src/rfb/decoders/raw.ts";
import { RfbFormatError } from "../../../../src/rfb/errors.ts";
import { rectangle, solid, u16, update } from "../../../support/rfb/rfb-bytes.ts";
import { colours, paint } from "../../../support/rfb/rfb-paint.ts";

const screen = { width: 6, height: 1 };
const row = { x: 0, y: 0, width: 6, height: 1 };
const original = update(rectangle(row, raw, Buffer.concat([1, 2, 3, 4, 5, 6].map((value) => solid(1, [value, 0, 0])))));

test.each([
  ["to the right", 0, 2, [1, 2, 1, 2, 3, 4]],
  ["to the left", 2, 0, [3, 4, 5, 6, 5, 6]],
])("copies to an overlapping place %s", async (_name, from, to, expected) => {
  const copy = update(rectangle({ x: to, y: 0, width: 4, height: 1 }, copyRect, u16(from, 0)));
  for (let size = 1; size <= original.length + copy.length; size++) {
    const { framebuffer } = await paint(screen, [original, copy], size);
    expect(colours(framebuffer, row)[0]).toEqual(expected.map((value) => `0${value}0000`));
  }
});

test("rejects a source outside the screen", async () => {
  const copy = update(rectangle({ x: 0, y: 0, width: 4, height: 1 }, copyRect, u16(3, 0)));
  await expect(paint(screen, [copy])).rejects.toThrow(RfbFormatError);
});
