import { decode } from "fast-png";
import { expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import { encodePng, encodePngSync } from "../../../../src/screen/png/encode.ts";
import { randomNumbers } from "../../../support/files/png-file.ts";

const random = randomNumbers(7);

function noise(width: number, height: number): Frame {
  return { width, height, data: Uint8Array.from({ length: width * height * 4 }, () => random() * 256) };
}

/** Noise in which rows and pixels repeat, so that each filter is used. */
function repeating(width: number, height: number): Frame {
  const { data } = noise(width, height);
  for (let row = 1; row < height; row += 2) data.copyWithin(row * width * 4, (row - 1) * width * 4, row * width * 4);
  for (let row = 0; row < height; row += 5) data.fill(row, row * width * 4, (row + 1) * width * 4);
  return { width, height, data };
}

test.each([
  ["noise", noise(31, 17)],
  ["repeated rows", repeating(40, 30)],
  ["a single pixel", noise(1, 1)],
  ["a single row", noise(300, 1)],
  ["a single column", noise(1, 300)],
])("another decoder reads %s", async (_, frame) => {
  const content = await encodePng(frame);
  expect(decode(content, { checkCrc: true })).toMatchObject({ ...frame, channels: 4, depth: 8 });
  expect(encodePngSync(frame)).toEqual(content);
});

test("encodes pixels that do not start at a multiple of four bytes", async () => {
  const { data } = noise(5, 4);
  const moved = new Uint8Array(data.length + 3);
  moved.set(data, 3);
  const content = await encodePng({ width: 5, height: 4, data: moved.subarray(3) });
  expect(decode(content)).toMatchObject({ width: 5, height: 4, data });
});

test("the frame may change once the call has returned", async () => {
  const frame = noise(200, 100);
  const before = frame.data.slice();
  const encoding = encodePng(frame);
  frame.data.fill(0);
  expect(decode(await encoding).data).toEqual(before);
});
