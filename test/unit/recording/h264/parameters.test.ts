import { expect, test } from "vitest";
import { BitWriter } from "../../../../src/recording/h264/bits.ts";
import { withEscapes } from "../../../../src/recording/h264/nal.ts";
import { readParameters } from "../../../../src/recording/h264/parameters.ts";

/** The fields of a sequence parameter set, in their order; see ITU-T H.264, 7.3.2.1.1. */
const usualSequence = {
  profile: 66,
  chromaFormat: 1,
  scalingMatrix: 0,
  frameNumberBits: 4,
  orderType: 2,
  references: 1,
  columns: 80,
  rows: 50,
  progressive: 1,
};

function sequence(changes: Partial<typeof usualSequence> = {}): Uint8Array {
  const given = { ...usualSequence, ...changes };
  const bits = new BitWriter().write(0x67, 8).write(given.profile, 8).write(0xc028, 16).unsigned(0);
  if (given.profile !== 66 && given.profile !== 77) {
    bits.unsigned(given.chromaFormat).unsigned(0).unsigned(0).write(0, 1).write(given.scalingMatrix, 1);
  }
  bits
    .unsigned(given.frameNumberBits - 4)
    .unsigned(given.orderType)
    .unsigned(given.references)
    .write(0, 1);
  bits
    .unsigned(given.columns - 1)
    .unsigned(given.rows - 1)
    .write(given.progressive, 1);
  return withEscapes(bits.finish());
}

/** The same of a picture parameter set, 7.3.2.2. */
const usualPicture = { arithmetic: 0, groups: 0, weighted: 0, quality: 0, deblocking: 1, redundant: 0 };

function picture(changes: Partial<typeof usualPicture> = {}): Uint8Array {
  const { arithmetic, groups, weighted, quality, deblocking, redundant } = { ...usualPicture, ...changes };
  const bits = new BitWriter().write(0x68, 8).unsigned(0).unsigned(0).write(arithmetic, 1).write(0, 1);
  bits.unsigned(groups).unsigned(0).unsigned(0).write(weighted, 1).write(0, 2);
  for (let index = 0; index < 3; index++) bits.unsigned(quality);
  bits.write(deblocking, 1).write(0, 1).write(redundant, 1);
  return withEscapes(bits.finish());
}

test("the size and the bits of a picture's number are read, and the sets kept as they came", () => {
  const [first, second] = [sequence({ columns: 120, rows: 68, frameNumberBits: 9 }), picture()];
  expect(readParameters(first, second)).toEqual({
    sequence: first,
    picture: second,
    frameNumberBits: 9,
    macroblocks: 120 * 68,
    deblockingControl: true,
  });
});

test.for([66, 77, 100, 110, 122, 244])("profile %i is read, with its part on colours where it has one", (profile) => {
  expect(readParameters(sequence({ profile }), picture())).toMatchObject({ frameNumberBits: 4, macroblocks: 4000 });
});

test("whether slices can switch the filter off is read behind any quality", () => {
  for (const quality of [0, 1, 30, 51]) {
    expect(readParameters(sequence(), picture({ quality, deblocking: 0 })).deblockingControl).toBe(false);
    expect(readParameters(sequence(), picture({ quality, deblocking: 1 })).deblockingControl).toBe(true);
  }
});

test.for<[string, Partial<typeof usualSequence>]>([
  ["chroma format", { profile: 100, chromaFormat: 3 }],
  ["scaling matrix", { profile: 100, scalingMatrix: 1 }],
  ["order of pictures", { orderType: 0 }],
  ["number of reference pictures", { references: 2 }],
  ["interlacing", { progressive: 0 }],
])("a stream with another %s is refused by that name", ([what, changes]) => {
  expect(() => readParameters(sequence(changes), picture())).toThrow(`an unexpected ${what}`);
});

test.for<[string, Partial<typeof usualPicture>]>([
  ["entropy coding", { arithmetic: 1 }],
  ["slice groups", { groups: 1 }],
  ["weighted prediction", { weighted: 1 }],
  ["redundant pictures", { redundant: 1 }],
])("a stream whose pictures have another %s is refused by that name", ([what, changes]) => {
  expect(() => readParameters(sequence(), picture(changes))).toThrow(`an unexpected ${what}`);
});

test("units of another type are refused, and so is nothing", () => {
  for (const [first, second] of [
    [picture(), sequence()],
    [sequence(), sequence()],
    [new Uint8Array(), picture()],
  ] as const) {
    expect(() => readParameters(first, second)).toThrow("parameter sets");
  }
});
