import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { oneLine } from "../../../src/base/text.ts";
import { finalize, partialPathOf } from "../../../src/recording/finalize.ts";
import { repository } from "../../support/source.ts";
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

test("a video that does not fit onto the disk keeps its partial file, and never gets its final name", async () => {
  const directory = await mkdtemp(join(tmpdir(), "demotool-finalize-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const source = join(directory, "source.mp4");
  const picture = ["-f", "lavfi", "-i", "testsrc=s=640x400:d=2", "-movflags", "frag_keyframe+empty_moov"];
  await run("ffmpeg", ["-v", "error", ...picture, source], { timeout: 20_000 });
  const disk = join(directory, "disk");
  await mkdir(disk);
  const { size } = await stat(source);
  const rooms = Array.from({ length: 6 }, (_, step) => step * Math.ceil(size / 4));
  const isRoot = process.getuid?.() === 0;
  const namespace = isRoot ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
  const script = 'mount -t tmpfs -o size=8m tmpfs "$0" && exec "$@"';
  const program = [process.execPath, join(repository, "test/unit/recording/programs/finish-video.ts")];
  const args = [
    ...namespace,
    "sh",
    "-c",
    script,
    disk,
    ...program,
    source,
    join(disk, "take.mp4"),
    ...rooms.map(String),
  ];
  const { stdout } = await run("unshare", args, { timeout: 60_000 });
  const tries = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(tries.map(({ room }) => room)).toEqual(rooms);
  const failed = tries.filter(({ outcome }) => outcome !== "finished");
  expect(failed.length).toBeGreaterThanOrEqual(4);
  for (const { outcome, names } of failed) {
    expect(names).toEqual(["take.partial.mp4"]);
    expect(outcome).toMatch(/no space left on device/i);
  }
  expect(tries.at(-1)).toMatchObject({ outcome: "finished", names: ["take.mp4"] });
});
