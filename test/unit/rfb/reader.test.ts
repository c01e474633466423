import fc from "fast-check";
import { expect, test } from "vitest";
import { RfbFormatError } from "../../../src/rfb/errors.ts";
import { ByteReader, maxNeededBytes } from "../../../src/rfb/reader.ts";
import { endOfTest, feed, readerOf } from "../../support/rfb/rfb-bytes.ts";

test("reads big-endian numbers, in pieces of every size", async () => {
  const bytes = Buffer.from("01fffe80000001ffffff21", "hex");
  for (let size = 1; size <= bytes.length; size++) {
    const reader = feed(bytes, size);
    await reader.need(1);
    expect(reader.u8()).toBe(1);
    await reader.need(2);
    expect(reader.u16()).toBe(0xfffe);
    await reader.need(8);
    expect(reader.u32()).toBe(0x80000001);
    expect(reader.s32()).toBe(-223);
    expect(reader.available).toBe(0);
  }
});

test("reads bytes in order, in any pieces", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 900_000 }), { maxLength: 6 }),
      fc.nat(70_000),
      async (pushed, size) => {
        const reader = new ByteReader();
        const taken: Buffer[] = [];
        for (const bytes of pushed) {
          reader.push(bytes);
          while (reader.available > size) taken.push(Buffer.from(reader.view(size + 1)));
        }
        taken.push(Buffer.from(reader.view(reader.available)));
        expect(Buffer.concat(taken).equals(Buffer.concat(pushed))).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test("end() rejects only reads beyond the remaining bytes", async () => {
  const reader = readerOf(Buffer.from([1, 2]));
  await reader.need(2);
  await expect(reader.need(3)).rejects.toBe(endOfTest);
  const waiting = new ByteReader();
  const need = waiting.need(1);
  waiting.end(endOfTest);
  waiting.end(new Error("a second end"));
  await expect(need).rejects.toBe(endOfTest);
});

test("close() rejects all later reads, whatever is buffered", async () => {
  const reader = new ByteReader();
  reader.push(Buffer.alloc(10));
  await reader.need(1);
  reader.close(endOfTest);
  await expect(reader.need(1)).rejects.toBe(endOfTest);
});

test("rejects an unreasonable number of bytes", async () => {
  await expect(new ByteReader().need(maxNeededBytes + 1)).rejects.toThrow(RfbFormatError);
});

test("skip() buffers nothing", async () => {
  const reader = feed(Buffer.alloc(1000, 7), 64);
  await reader.skip(999);
  await reader.need(1);
  expect(reader.u8()).toBe(7);
});

test("pauses its source while more arrives than is taken, and resumes it when more is needed", async () => {
  const calls: string[] = [];
  const reader = new ByteReader({ pause: () => calls.push("pause"), resume: () => calls.push("resume") });
  const megabytes = (count: number): Buffer => Buffer.alloc(count * 2 ** 20);
  reader.push(megabytes(8));
  expect(calls).toEqual([]);
  reader.push(megabytes(1));
  expect(calls).toEqual(["pause"]);
  await reader.need(2 ** 20);
  reader.view(9 * 2 ** 20 - 1);
  expect(calls).toEqual(["pause"]);
  const need = reader.need(20 * 2 ** 20);
  expect(calls).toEqual(["pause", "resume"]);
  reader.push(megabytes(15));
  expect(calls).toEqual(["pause", "resume"]);
  reader.push(megabytes(5));
  await need;
});
