import { expect, test } from "vitest";
import { BitReader } from "../../../../src/recording/h264/bits.ts";
import { withoutEscapes } from "../../../../src/recording/h264/nal.ts";
import { readParameters } from "../../../../src/recording/h264/parameters.ts";
import { PictureNumbers } from "../../../../src/recording/h264/slices.ts";

/** The parameter sets that x264 writes for 1280x800 with the recording's options. */
const sequence = Buffer.from("67640020acb4028032d80b501010140000030004000003 00f23c60ca80".replace(" ", ""), "hex");
const picture = Buffer.from("68ce023cb0", "hex");

/** A slice's type, its frame number, and the number of skipped macroblocks if it is a repeat. */
function read(slice: Uint8Array): { type: number; number: number; skipped: number } {
  const bits = new BitReader(withoutEscapes(slice));
  const type = bits.read(8);
  expect([bits.unsigned(), bits.unsigned(), bits.unsigned()]).toEqual([0, 5, 0]);
  const number = bits.read(4);
  bits.read(3);
  bits.signed();
  bits.unsigned();
  return { type, number, skipped: bits.unsigned() };
}

test("reads the required parameters from x264's output", () => {
  expect(readParameters(sequence, picture)).toMatchObject({
    frameNumberBits: 4,
    macroblocks: (1280 / 16) * (800 / 16),
    deblockingControl: true,
  });
});

test("rejects other kinds of streams", () => {
  expect(() => readParameters(picture, sequence)).toThrow("parameter sets");
  // The third bit selects the entropy coding.
  const arithmetic = Uint8Array.from(picture);
  arithmetic[1] = (arithmetic[1] ?? 0) | 0x20;
  expect(() => readParameters(sequence, arithmetic)).toThrow("entropy coding");
});

test("a repeat skips every macroblock, and frame numbers count the repeats", () => {
  const numbers = new PictureNumbers(readParameters(sequence, picture));
  const first = numbers.repeat();
  expect(read(first)).toEqual({ type: 0x41, number: 1, skipped: 4000 });
  expect(first.length).toBeLessThan(12);
  for (let number = 2; number < 40; number++) expect(read(numbers.repeat()).number).toBe(number % 16);
  expect(read(numbers.renumber(first)).number).toBe(40 % 16);
  expect(read(numbers.renumber(first)).skipped).toBe(4000);
});

test("a key frame restarts the frame numbers and stays unchanged", () => {
  const numbers = new PictureNumbers(readParameters(sequence, picture));
  numbers.repeat();
  const key = Uint8Array.of(0x65, 0x88, 0x84, 0x00);
  expect(numbers.renumber(key)).toBe(key);
  expect(read(numbers.repeat()).number).toBe(1);
});
