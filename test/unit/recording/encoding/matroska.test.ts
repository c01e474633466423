import fc from "fast-check";
import { expect, test } from "vitest";
import { matroskaFrame, matroskaHeader } from "../../../../src/recording/encoding/matroska.ts";

interface Element {
  readonly id: number;
  readonly content: Buffer;
  /** Whether it says how long it is. */
  readonly isSized: boolean;
}

/** Bytes of a number whose first bits say how long it is (RFC 8794, section 4). */
const lengthOf = (bytes: Buffer, at: number): number => Math.clz32(bytes[at] ?? 0) - 23;

/** The elements one after the other in some bytes (RFC 8794). */
function elements(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const idLength = lengthOf(bytes, at);
    const id = bytes.readUIntBE(at, idLength);
    at += idLength;
    const sizeLength = lengthOf(bytes, at);
    const digits = bytes.subarray(at, at + sizeLength);
    at += sizeLength;
    const size = BigInt(`0x${digits.toString("hex")}`) & ((1n << BigInt(7 * sizeLength)) - 1n);
    const isSized = size !== (1n << BigInt(7 * sizeLength)) - 1n;
    const end = isSized ? at + Number(size) : bytes.length;
    expect(end).toBeLessThanOrEqual(bytes.length);
    found.push({ id, isSized, content: bytes.subarray(at, end) });
    at = end;
  }
  return found;
}

/** The content of the element at a path of identifiers. */
function contentAt(bytes: Buffer, ...path: readonly number[]): Buffer {
  return path.reduce((inside, id) => {
    const element = elements(inside).find((each) => each.id === id);
    if (!element) throw new Error(`there is no element ${id.toString(16)}`);
    return element.content;
  }, bytes);
}

const number = (content: Buffer): number => Number(content.readBigUInt64BE());

const [ebml, segment, info, tracks, track, video, cluster] = [
  0x1a45dfa3, 0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0xe0, 0x1f43b675,
];

test("the stream says that it is Matroska, in a segment that never ends", () => {
  const header = matroskaHeader(1280, 800);
  expect(contentAt(header, ebml, 0x4282).toString()).toBe("matroska");
  expect(elements(header).map(({ id, isSized }) => [id, isSized])).toEqual([
    [ebml, true],
    [segment, false],
  ]);
  expect(number(contentAt(header, segment, info, 0x2ad7b1))).toBe(1_000_000);
});

test("its one track is raw I420 frames of the screen's size", () => {
  const entry = contentAt(matroskaHeader(1920, 1080), segment, tracks, track);
  expect(contentAt(entry, 0x86).toString()).toBe("V_UNCOMPRESSED");
  expect(contentAt(entry, video, 0x2eb524).toString()).toBe("I420");
  expect([number(contentAt(entry, video, 0xb0)), number(contentAt(entry, video, 0xba))]).toEqual([1920, 1080]);
  expect([number(contentAt(entry, 0xd7)), number(contentAt(entry, 0x83))]).toEqual([1, 1]);
});

test("header and frames together are one stream, in which each frame has its time and its bytes", () => {
  const frame = fc.record({ time: fc.nat(2 ** 31), bytes: fc.uint8Array({ maxLength: 40 }) });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
      const written = frames.flatMap(({ time, bytes }) => [matroskaFrame(time, bytes.length), bytes]);
      const stream = contentAt(Buffer.concat([matroskaHeader(16, 16), ...written]), segment);
      const clusters = elements(stream).filter(({ id }) => id === cluster);
      const read = clusters.map(({ content }) => ({
        time: number(contentAt(content, 0xe7)),
        bytes: Uint8Array.from(contentAt(content, 0xa3).subarray(4)),
      }));
      expect(read).toEqual(frames.map(({ time, bytes }) => ({ time, bytes: Uint8Array.from(bytes) })));
    }),
  );
});

test("a frame is a keyframe of the first track, at the time of its cluster", () => {
  const bytes = Buffer.concat([matroskaFrame(5, 3), Buffer.from("abc")]);
  expect(contentAt(bytes, cluster, 0xa3).toString("hex")).toBe("81000080616263");
});
