import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { isCompleteVideo } from "../../../../src/recording/mp4/completeness.ts";

let path: string;
beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), "demotool-mp4-"));
  path = join(directory, "video.mp4");
  onTestFinished(() => rm(directory, { recursive: true }));
});

function box(type: string, content = ""): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + content.length);
  header.write(type, 4, "latin1");
  return Buffer.concat([header, Buffer.from(content, "latin1")]);
}

function largeBox(type: string, content: string): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4, "latin1");
  header.writeBigUInt64BE(BigInt(16 + content.length), 8);
  return Buffer.concat([header, Buffer.from(content, "latin1")]);
}

const whole = [box("ftyp", "isom"), box("moov", "index"), box("mdat", "data")];

test.for<[name: string, content: readonly Buffer[], complete: boolean]>([
  ["whole boxes", whole, true],
  ["a box with a size of 64 bits", [box("moov"), largeBox("mdat", "data")], true],
  ["no index", [box("ftyp"), box("mdat", "data")], false],
  ["no data", [box("ftyp"), box("moov")], false],
  ["an empty file", [], false],
  ["a part of a header at the end", [...whole, Buffer.from("\0\0")], false],
  ["a size that no box has", [...whole, Buffer.from("\0\0\0\x07free", "latin1")], false],
])("%s", async ([, content, complete]) => {
  await writeFile(path, Buffer.concat(content));
  expect(await isCompleteVideo(path)).toBe(complete);
});

test("a file that was cut anywhere is not complete", async () => {
  const content = Buffer.concat([...whole.slice(0, 2), largeBox("mdat", "data")]);
  for (let length = 0; length < content.length; length++) {
    await writeFile(path, content.subarray(0, length));
    expect(await isCompleteVideo(path), `${length} bytes`).toBe(false);
  }
});
