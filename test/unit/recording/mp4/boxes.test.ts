import fc from "fast-check";
import { expect, test } from "vitest";
import type { StreamParameters } from "../../../../src/recording/h264/parameters.ts";
import { fileHeader, fragment } from "../../../../src/recording/mp4/boxes.ts";
import { framesPerSecond } from "../../../../src/recording/timeline.ts";

const parameters = {
  sequence: Uint8Array.of(0x67, 66, 0xc0, 0x28, 1, 2, 3),
  picture: Uint8Array.of(0x68, 9, 8),
} as unknown as StreamParameters;

interface Box {
  readonly type: string;
  readonly content: Buffer;
  /** Where it starts in the bytes that it was read from. */
  readonly start: number;
}

/** The boxes one after the other in some bytes (ISO/IEC 14496-12, 4.2). */
function boxes(bytes: Buffer): Box[] {
  const found: Box[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    const length = bytes.readUInt32BE(at);
    expect(length).toBeGreaterThanOrEqual(8);
    expect(at + length).toBeLessThanOrEqual(bytes.length);
    found.push({
      type: bytes.toString("latin1", at + 4, at + 8),
      content: bytes.subarray(at + 8, at + length),
      start: at,
    });
  }
  return found;
}

/** The content of the box at a path of types; `type+n` skips the first n bytes of what is in it. */
function contentAt(bytes: Buffer, ...path: readonly string[]): Buffer {
  return path.reduce((inside, step) => {
    const [type, skipped = "0"] = step.split("+");
    const box = boxes(inside).find((each) => each.type === type);
    if (!box) throw new Error(`there is no box ${type}`);
    return box.content.subarray(Number(skipped));
  }, bytes);
}

const stbl = ["moov", "trak", "mdia", "minf", "stbl"];
const entry = [...stbl, "stsd+8", "avc1+78"];

test("the file starts with its type and one movie, which has one track and waits for fragments", () => {
  const header = fileHeader(1280, 800, parameters);
  expect(boxes(header).map(({ type }) => type)).toEqual(["ftyp", "moov"]);
  expect(boxes(contentAt(header, "moov")).map(({ type }) => type)).toEqual(["mvhd", "trak", "mvex"]);
  expect(contentAt(header, "moov", "mvex", "trex").readUInt32BE(4)).toBe(1);
  for (const table of ["stts", "stsc", "stco"]) expect(contentAt(header, ...stbl, table).readUInt32BE(4)).toBe(0);
});

test("the track has the screen's size, and the clock of the recording's frames", () => {
  const header = fileHeader(1920, 1080, parameters);
  const size = contentAt(header, "moov", "trak", "tkhd").subarray(-8);
  expect([size.readUInt32BE(0) / 0x1_0000, size.readUInt32BE(4) / 0x1_0000]).toEqual([1920, 1080]);
  const description = contentAt(header, ...stbl, "stsd+8", "avc1");
  expect([description.readUInt16BE(24), description.readUInt16BE(26)]).toEqual([1920, 1080]);
  expect(contentAt(header, "moov", "trak", "mdia", "mdhd").readUInt32BE(12)).toBe(framesPerSecond);
});

test("players get the stream's parameter sets, and its colours", () => {
  const header = fileHeader(1280, 800, parameters);
  expect(contentAt(header, ...entry, "avcC").toString("hex")).toBe(
    "0142c028ffe1" + "000767" + "42c028010203" + "010003" + "680908",
  );
  expect(contentAt(header, ...entry, "colr").toString("hex")).toBe(
    `${Buffer.from("nclx").toString("hex")}00010001000100`,
  );
});

test("a stream of the high profile says that it has 4:2:0 colours of 8 bits", () => {
  const high = { ...parameters, sequence: Uint8Array.of(0x67, 100, 0, 0x28) };
  expect(
    contentAt(fileHeader(1280, 800, high), ...entry, "avcC")
      .subarray(-4)
      .toString("hex"),
  ).toBe("fdf8f800");
});

const sample = fc.record({ slice: fc.uint8Array({ minLength: 1, maxLength: 20 }), key: fc.boolean() });

test("a fragment's frames are where its table says that they are, each behind its length", () => {
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 6 }), (samples) => {
      const bytes = fragment(3, 70, samples);
      const run = contentAt(bytes, "moof", "traf", "trun");
      expect(run.readUInt32BE(4)).toBe(samples.length);
      let at = run.readUInt32BE(8);
      for (const [index, { slice }] of samples.entries()) {
        const length = run.readUInt32BE(12 + 8 * index);
        expect(bytes.readUInt32BE(at)).toBe(slice.length);
        expect([...bytes.subarray(at + 4, at + length)]).toEqual([...slice]);
        at += length;
      }
      expect(at).toBe(bytes.length);
    }),
  );
});

test("a fragment has its number and the index of its first frame", () => {
  const bytes = fragment(3, 70, [{ slice: Uint8Array.of(1), key: true }]);
  expect(boxes(bytes).map(({ type }) => type)).toEqual(["moof", "mdat"]);
  expect(contentAt(bytes, "moof", "mfhd").readUInt32BE(4)).toBe(3);
  expect(contentAt(bytes, "moof", "traf", "tfdt").readUInt32BE(4)).toBe(70);
});

test("only keyframes can be jumped to", () => {
  const frame = (key: boolean) => ({ slice: Uint8Array.of(1), key });
  const run = contentAt(fragment(1, 0, [frame(true), frame(false)]), "moof", "traf", "trun");
  // Bit 16: the frame is no keyframe; 8.8.3.1.
  expect([16, 24].map((at) => (run.readUInt32BE(at) >>> 16) & 1)).toEqual([0, 1]);
});
