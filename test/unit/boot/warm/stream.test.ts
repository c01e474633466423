import fc from "fast-check";
import { expect, test } from "vitest";
import { EmptyPageFilter, UnknownStreamError } from "../../../../src/boot/warm/stream.ts";
import { loadedFrom, migrationStream, type PageRecord, pageRecord, someDevices } from "./migration-stream.ts";

/** What the filter keeps of a stream that comes in pieces. */
function filtered(pieces: readonly Buffer[]): Buffer {
  const filter = new EmptyPageFilter();
  // What is handed out must not change when more comes.
  const kept = pieces.flatMap((piece) => filter.push(Buffer.from(piece)));
  filter.end();
  return Buffer.concat(kept);
}

function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const borders = [0, ...places.map((place) => place % (stream.length + 1)).sort((a, b) => a - b), stream.length];
  return borders.slice(1).map((border, index) => stream.subarray(borders[index], border));
}

/** All records but those of the guest's empty pages. */
function withoutEmpty(records: readonly PageRecord[]): PageRecord[] {
  return records.filter(({ block, fill }) => block !== "pc.ram" || fill !== undefined);
}

const some: readonly PageRecord[][] = [
  [
    { block: "pc.ram", page: 0, fill: 1 },
    { block: "pc.ram", page: 1 },
    { block: "pc.ram", page: 2, fill: 2 },
    { block: "vga.vram", page: 0 },
    { block: "vga.vram", page: 1, fill: 3 },
    { block: "pc.ram", page: 3 },
    { block: "pc.ram", page: 1_500_000, fill: 4 },
  ],
  [
    { block: "pc.ram", page: 5 },
    { block: "vga.vram", page: 2 },
  ],
  [],
];

const record = fc.record({
  block: fc.constantFrom("pc.ram", "vga.vram"),
  page: fc.nat(4000),
  fill: fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined, freq: 1 }),
});
const streams = fc.record({
  parts: fc.array(fc.array(record, { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
  devices: fc.constant(someDevices),
});

test("the guest's empty pages go; everything else is there, in its block", () => {
  const stream = migrationStream({ parts: some, devices: someDevices });
  const loaded = loadedFrom(filtered([stream]));
  expect(loaded.records).toEqual(withoutEmpty(some.flat()));
  expect(loaded.devices).toEqual(someDevices);
});

test("a record whose block was named by one that went gets the name back", () => {
  const parts = [
    [
      { block: "vga.vram", page: 0, fill: 1 },
      { block: "pc.ram", page: 0 },
      { block: "pc.ram", page: 1, fill: 2 },
      { block: "pc.ram", page: 2, fill: 3 },
    ],
  ];
  const kept = filtered([migrationStream({ parts, devices: someDevices })]);
  const [, named, again] = [
    pageRecord({ block: "vga.vram", page: 0, fill: 1 }, false),
    pageRecord({ block: "pc.ram", page: 1, fill: 2 }, false),
    pageRecord({ block: "pc.ram", page: 2, fill: 3 }, true),
  ] as const;
  expect(kept.indexOf(Buffer.concat([named, again]))).toBeGreaterThan(0);
});

test("a stream without empty pages of the guest's passes as it is", () => {
  const parts = [withoutEmpty(some.flat())];
  const stream = migrationStream({ parts, devices: someDevices });
  expect(filtered([stream]).equals(stream)).toBe(true);
});

test("what is kept is the same wherever the stream is cut in two", () => {
  const stream = migrationStream({ parts: some, devices: someDevices });
  const whole = filtered([stream]);
  for (let place = 0; place <= stream.length; place++) {
    if (!filtered(cut(stream, [place])).equals(whole)) expect.fail(`cut at ${place}, it is another`);
  }
});

test("what is kept is the same if it comes byte by byte", () => {
  const stream = migrationStream({ parts: some, devices: someDevices });
  expect(filtered(Array.from(stream, (byte) => Buffer.from([byte]))).equals(filtered([stream]))).toBe(true);
});

test("any stream, in any pieces, loses the guest's empty pages and nothing else", () => {
  fc.assert(
    fc.property(streams, fc.array(fc.nat(), { maxLength: 30 }), (parts, places) => {
      const stream = migrationStream(parts);
      const loaded = loadedFrom(filtered(cut(stream, places)));
      expect(loaded.records).toEqual(withoutEmpty(parts.parts.flat()));
      expect(loaded.devices.equals(parts.devices)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

/** A stream whose only record is this one. */
function streamOf(bytes: Buffer): Buffer {
  const stream = migrationStream({ parts: [[{ block: "pc.ram", page: 0, fill: 1 }]], devices: someDevices });
  const known = pageRecord({ block: "pc.ram", page: 0, fill: 1 }, false);
  const at = stream.indexOf(known);
  return Buffer.concat([stream.subarray(0, at), bytes, stream.subarray(at + known.length)]);
}

// RAM_SAVE_FLAG_XBZRLE, RAM_SAVE_FLAG_HOOK, RAM_SAVE_FLAG_COMPRESS_PAGE, and bits that have no name.
test.for([0x40, 0x80, 0x100, 0x200, 0x400, 0x800])("a record with the flag %i is not guessed at", (flag) => {
  const unknown = pageRecord({ block: "pc.ram", page: 0, fill: 1 }, false, flag);
  expect(() => filtered([streamOf(unknown)])).toThrow(UnknownStreamError);
});

test("neither is a record that is of no kind", () => {
  const record = pageRecord({ block: "pc.ram", page: 0, fill: 1 }, false);
  record.writeUInt8(0, 7);
  expect(() => filtered([streamOf(record)])).toThrow(/has the flags 0$/);
});

test("neither is a section within memory that has no footer, or is of something else", () => {
  const stream = migrationStream({ parts: some, devices: someDevices });
  const footer = stream.indexOf(Buffer.from("\x7e\0\0\0\x02\x02", "latin1"));
  expect(footer).toBeGreaterThan(0);
  const without = Buffer.from(stream);
  without.writeUInt8(0x7d, footer);
  expect(() => filtered([without])).toThrow(/no footer/);
  const another = Buffer.from(stream);
  another.writeUInt8(1, footer + 5);
  expect(() => filtered([another])).toThrow(/piece by piece/);
});

test("a stream without memory is given up early", () => {
  expect(() => filtered([Buffer.alloc(200_000, 1)])).toThrow(/no section for memory/);
});

test("a stream that ends within memory is none", () => {
  const stream = migrationStream({ parts: some, devices: someDevices });
  const memory = stream.length - someDevices.length;
  for (const end of [0, 20, 60, 5000, memory - 1, memory]) {
    expect(() => filtered([stream.subarray(0, end)]), String(end)).toThrow(UnknownStreamError);
  }
});
