import fc from "fast-check";
import { expect, test } from "vitest";
import { EmptyPageFilter, UnknownStreamError } from "../../../../src/boot/warm/stream.ts";
import { loadedFrom, migrationStream, type PageRecord, pageRecord, someDevices } from "./migration-stream.ts";

/** The filter's output for a stream in pieces. */
function filtered(pieces: readonly Buffer[]): Buffer {
  const filter = new EmptyPageFilter();
  // The filter must not change earlier output when more arrives.
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

test("drops only the guest's empty pages", () => {
  const stream = migrationStream({ parts: some, devices: someDevices });
  const loaded = loadedFrom(filtered([stream]));
  expect(loaded.records).toEqual(withoutEmpty(some.flat()));
  expect(loaded.devices).toEqual(someDevices);
});

test("restores the block name after dropping the record that carried it", () => {
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

test("a stream without empty pages passes unchanged", () => {
  const parts = [withoutEmpty(some.flat())];
  const stream = migrationStream({ parts, devices: someDevices });
  expect(filtered([stream]).equals(stream)).toBe(true);
});

test("the output is the same for any cut in two", () => {
  const stream = migrationStream({ parts: some, devices: someDevices });
  const whole = filtered([stream]);
  for (let place = 0; place <= stream.length; place++) {
    if (!filtered(cut(stream, [place])).equals(whole)) expect.fail(`cut at ${place}, it is another`);
  }
});

test("the output is the same byte by byte", () => {
  const stream = migrationStream({ parts: some, devices: someDevices });
  expect(filtered(Array.from(stream, (byte) => Buffer.from([byte]))).equals(filtered([stream]))).toBe(true);
});

test("drops only the guest's empty pages of any stream in any pieces", () => {
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

/** A stream with a single record. */
function streamOf(bytes: Buffer): Buffer {
  const stream = migrationStream({ parts: [[{ block: "pc.ram", page: 0, fill: 1 }]], devices: someDevices });
  const known = pageRecord({ block: "pc.ram", page: 0, fill: 1 }, false);
  const at = stream.indexOf(known);
  return Buffer.concat([stream.subarray(0, at), bytes, stream.subarray(at + known.length)]);
}

// RAM_SAVE_FLAG_XBZRLE, RAM_SAVE_FLAG_HOOK, RAM_SAVE_FLAG_COMPRESS_PAGE, and undefined bits.
test.for([0x40, 0x80, 0x100, 0x200, 0x400, 0x800])("rejects a record with flag %i", (flag) => {
  const unknown = pageRecord({ block: "pc.ram", page: 0, fill: 1 }, false, flag);
  expect(() => filtered([streamOf(unknown)])).toThrow(UnknownStreamError);
});

test("rejects a record without a kind", () => {
  const record = pageRecord({ block: "pc.ram", page: 0, fill: 1 }, false);
  record.writeUInt8(0, 7);
  expect(() => filtered([streamOf(record)])).toThrow(/has the flags 0$/);
});

test("rejects a memory section without its footer or with a wrong id", () => {
  const stream = migrationStream({ parts: some, devices: someDevices });
  const footer = stream.indexOf(Buffer.from("\x7e\0\0\0\x02\x02", "latin1"));
  expect(footer).toBeGreaterThan(0);
  const without = Buffer.from(stream);
  without.writeUInt8(0x7d, footer);
  expect(() => filtered([without])).toThrow(/no footer/);
  const another = Buffer.from(stream);
  another.writeUInt8(1, footer + 5);
  expect(() => filtered([another])).toThrow(/another section in parts/);
});

test("gives up early on a stream without memory", () => {
  expect(() => filtered([Buffer.alloc(200_000, 1)])).toThrow(/no section for memory/);
});

test("rejects a stream that ends within memory", () => {
  const stream = migrationStream({ parts: some, devices: someDevices });
  const memory = stream.length - someDevices.length;
  for (const end of [0, 20, 60, 5000, memory - 1, memory]) {
    expect(() => filtered([stream.subarray(0, end)]), String(end)).toThrow(UnknownStreamError);
  }
});
