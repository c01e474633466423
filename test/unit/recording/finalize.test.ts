import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { oneLine } from "../../../src/base/text.ts";
import { finalize, partialPathOf } from "../../../src/recording/finalize.ts";
import { probe } from "../../support/video/video.ts";

const awkward = [
  "a backslash at the end \\",
  "two of them \\\\",
  "a=b; #1 \\ c",
  "=",
  ";",
  "#",
  "[CHAPTER]",
  "\\",
  "\\n",
  "TIMEBASE=1/7",
  "a\0b",
  "line\nfeed\r\nand \u2028 more",
  "half a pair \ud83d",
  "語".repeat(200),
  "🚀".repeat(100),
];

const odd = fc.string({ unit: fc.constantFrom(..."\\=;#[]\0\n\r ab\u007f語\ud83d"), maxLength: 20 });
const sampled = fc.sample(fc.oneof(odd, fc.string({ unit: "binary", maxLength: 200 })), { numRuns: 150, seed: 1 });

test("ffmpeg writes a chapter of each title, and each title as it is", async () => {
  const directory = await mkdtemp(join(tmpdir(), "demotool-finalize-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "chapters.mp4");
  const titles = [...awkward, ...sampled].filter((title) => oneLine(title) !== "");
  const chapters = titles.map((title, index) => ({ title, start: index / 10, end: (index + 1) / 10 }));
  const source = `color=c=red:s=16x16:r=10:d=${titles.length / 10}`;
  await run("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", source, partialPathOf(path)], { timeout: 20_000 });
  await finalize(partialPathOf(path), path, chapters);
  const found = (await probe(path)).chapters;
  expect(found.map(({ tags }) => tags.title)).toEqual(titles.map(oneLine));
  expect(found.map(({ start_time }) => Number(start_time))).toEqual(chapters.map(({ start }) => start));
  expect(await readdir(directory)).toEqual(["chapters.mp4"]);
});
