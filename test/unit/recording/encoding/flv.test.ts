import fc from "fast-check";
import { expect, test } from "vitest";
import { type FlvEvent, FlvReader } from "../../../../src/recording/encoding/flv.ts";

const sequence = Buffer.from([0x67, 100, 0, 32, 1, 2, 3]);
const picture = Buffer.from([0x68, 9]);

function tag(type: number, milliseconds: number, content: Buffer): Buffer {
  const header = Buffer.alloc(11);
  header[0] = type;
  header.writeUIntBE(content.length, 1, 3);
  header.writeUIntBE(milliseconds % 2 ** 24, 4, 3);
  header[7] = Math.floor(milliseconds / 2 ** 24);
  const back = Buffer.alloc(4);
  back.writeUInt32BE(11 + content.length);
  return Buffer.concat([header, content, back]);
}

function lengths(...units: Buffer[]): Buffer {
  return Buffer.concat(units.flatMap((unit) => [Buffer.from([0, 0, 0, unit.length]), unit]));
}

const configuration = Buffer.concat([
  Buffer.from([1, 100, 0, 32, 0xff, 0xe1, 0, sequence.length]),
  sequence,
  Buffer.from([1, 0, picture.length]),
  picture,
]);
const units = [Buffer.from([0x06, 1]), Buffer.from([0x65, 1, 2, 3])];
/** Five hours. */
const late = 18_000_000;

const stream = Buffer.concat([
  Buffer.from("464c5601010000000900000000", "hex"),
  tag(18, 0, Buffer.from("what a script would read")),
  tag(9, 0, Buffer.concat([Buffer.from([0x17, 0, 0, 0, 0]), configuration])),
  tag(9, 33, Buffer.concat([Buffer.from([0x17, 1, 0, 0, 0]), lengths(...units)])),
  tag(9, late, Buffer.concat([Buffer.from([0x27, 1, 0, 0, 0]), lengths(Buffer.from([0x41, 7]))])),
  // End of sequence.
  tag(9, late, Buffer.from([0x17, 2, 0, 0, 0])),
]);

const wanted: FlvEvent[] = [
  { kind: "parameters", sequence, picture },
  { kind: "picture", milliseconds: 33, units },
  { kind: "picture", milliseconds: late, units: [Buffer.from([0x41, 7])] },
];

test("reads parameters and frames from a stream in any pieces", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
      const reader = new FlvReader();
      const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
      const events = places.slice(1).flatMap((end, index) => reader.push(stream.subarray(places[index], end)));
      expect(events).toEqual(wanted);
    }),
  );
});

test("a frame is complete with its last byte, without the next one's first", () => {
  const reader = new FlvReader();
  const events = [...stream].map((byte) => reader.push(Buffer.of(byte)).length);
  expect(events.reduce((sum, count) => sum + count, 0)).toBe(3);
  expect(events.lastIndexOf(1)).toBe(stream.length - tag(9, 0, Buffer.alloc(5)).length - 1);
});
