import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Checksum, isSame, readThrough } from "../../../../src/boot/warm/checksum.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-checksum-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** A file of the given size without repeated parts. */
async function file(bytes: number): Promise<{ path: string; content: Buffer }> {
  const content = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) content.writeUInt32LE(at, at);
  const path = join(directory, String(bytes));
  await writeFile(path, content);
  return { path, content };
}

const chunk = 4 * 2 ** 20;

test.for([0, 1, 5, chunk - 1, chunk, chunk + 1, 3 * chunk + 17])(
  "reads a file of %i bytes completely",
  async (bytes) => {
    const { path, content } = await file(bytes);
    const passed: Buffer[] = [];
    const found = await readThrough(path, async (part) => {
      passed.push(Buffer.from(part));
    });
    expect(found).toEqual({ bytes, checksum: crc32(content) });
    expect(Buffer.concat(passed).equals(content)).toBe(true);
  },
);

test("a part stays unchanged until its consumer is done", async () => {
  const { path, content } = await file(3 * chunk + 17);
  const passed: Buffer[] = [];
  await readThrough(path, async (part) => {
    // The reader continues meanwhile.
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    passed.push(Buffer.from(part));
  });
  expect(Buffer.concat(passed).equals(content)).toBe(true);
});

test.for([1, 2, 4])("rethrows an error of the consumer at part %i", async (which) => {
  const { path } = await file(3 * chunk + 17);
  let part = 0;
  const read = readThrough(path, async () => {
    if (++part === which) throw new Error("enough");
  });
  await expect(read).rejects.toThrow("enough");
  expect(part).toBeLessThanOrEqual(which + 1);
});

test("a missing file is an error", async () => {
  await expect(readThrough(join(directory, "none"))).rejects.toThrow("ENOENT");
});

test("the checksum of parts equals that of the whole", () => {
  const checksum = new Checksum();
  checksum.add(Buffer.from("demo"));
  checksum.add(Buffer.alloc(0));
  checksum.add(Buffer.from("tool"));
  expect(checksum.saved).toEqual({ bytes: 8, checksum: crc32("demotool") });
});

test("files are the same if size and checksum match", () => {
  const one = { bytes: 3, checksum: 4 };
  expect(isSame(one, { ...one })).toBe(true);
  expect(isSame(one, { ...one, bytes: 4 })).toBe(false);
  expect(isSame(one, { ...one, checksum: 5 })).toBe(false);
});
