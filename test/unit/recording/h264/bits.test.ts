import fc from "fast-check";
import { expect, test } from "vitest";
import { BitReader, BitWriter, overwrite } from "../../../../src/recording/h264/bits.ts";
import { withEscapes, withoutEscapes } from "../../../../src/recording/h264/nal.ts";

const field = fc
  .integer({ min: 1, max: 30 })
  .chain((bits) => fc.record({ bits: fc.constant(bits), value: fc.integer({ min: 0, max: 2 ** bits - 1 }) }));

test("reads back what was written", () => {
  fc.assert(
    fc.property(fc.array(field), fc.array(fc.integer({ min: 0, max: 100_000 })), (fields, numbers) => {
      const writer = new BitWriter();
      for (const { value, bits } of fields) writer.write(value, bits);
      for (const number of numbers) writer.unsigned(number);
      const reader = new BitReader(writer.finish());
      expect(fields.map(({ bits }) => reader.read(bits))).toEqual(fields.map(({ value }) => value));
      expect(numbers.map(() => reader.unsigned())).toEqual(numbers);
      expect(reader.flag()).toBe(true);
    }),
  );
});

test("encodes Exp-Golomb codes as the standard does", () => {
  const codes = { 0: "1", 1: "010", 2: "011", 3: "00100", 7: "0001000" };
  for (const [value, code] of Object.entries(codes)) {
    const bytes = new BitWriter().unsigned(Number(value)).finish();
    expect([...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("")).toMatch(new RegExp(`^${code}10*$`));
  }
  const signed = new BitWriter();
  for (const code of [0, 1, 2, 3, 4]) signed.unsigned(code);
  const reader = new BitReader(signed.finish());
  expect([1, 2, 3, 4, 5].map(() => reader.signed())).toEqual([0, 1, -1, 2, -2]);
});

test("overwrites only the given field", () => {
  const bytes = new BitWriter().write(0b1011, 4).write(0b0110, 4).write(0b1111, 4).finish();
  overwrite(bytes, 4, 0b1001, 4);
  const reader = new BitReader(bytes);
  expect([reader.read(4), reader.read(4), reader.read(4)]).toEqual([0b1011, 0b1001, 0b1111]);
});

test("escaped units contain no start code and unescape to the original", () => {
  const bytes = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 255)).map((all) => Uint8Array.from([0x41, ...all, 0x80]));
  fc.assert(
    fc.property(bytes, (unit) => {
      const escaped = withEscapes(unit);
      expect(Buffer.from(escaped).toString("hex")).not.toMatch(/^(..)*(000000|000001|000002)/);
      expect([...withoutEscapes(escaped)]).toEqual([...unit]);
    }),
  );
});
