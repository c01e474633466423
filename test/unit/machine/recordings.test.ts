import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { ActionEvents, Actor } from "../../../src/base/journal/actor.ts";
import { journalOf } from "../../../src/base/journal/journal.ts";
import { type JournalAction, readJournal } from "../../../src/base/journal/reader.ts";
import { Recordings } from "../../../src/machine/recordings.ts";
import { beginRecording, recordDuring, type SectionRecorder } from "../../../src/vm/record.ts";
import { captureLog } from "../../support/captured-log.ts";
import { journalStage } from "../../support/journal.ts";
import { FakeScreen } from "../../support/rfb/fake-screen.ts";
import { summary } from "../../support/video/video.ts";

interface Stage extends SectionRecorder {
  step(title: string, body: () => unknown): Promise<unknown>;
  /** The top-level actions of the journal. */
  roots(): Promise<readonly JournalAction[]>;
}

async function stage(): Promise<Stage> {
  const { output, path } = await journalStage();
  const screen = new FakeScreen();
  onTestFinished(() => screen.close());
  const events = new ActionEvents();
  const recordings = new Recordings(async () => screen, events);
  const actor = new Actor({ domain: "demo-test", events, record: journalOf(output) });
  const step: Stage["step"] = (title, body) => actor.act({ kind: "step", details: { title } }, () => body());
  const roots = async (): Promise<readonly JournalAction[]> => (await readJournal(path)).attempts[0]?.roots ?? [];
  return { recordings, demo: output, actor, step, roots };
}

/** Seconds in the video of a recording. */
function inVideo(record: JournalAction | undefined): (time: number | undefined) => number {
  const timeZero = record?.kind === "record" ? record.details.timeZero : undefined;
  return (time = Number.NaN) => (time - (timeZero ?? Number.NaN)) / 1000;
}

test("chapters and captions have the times of the journal's steps", async () => {
  const recorder = await stage();
  const { step, demo } = recorder;
  const { chapters } = await recordDuring(
    recorder,
    "launch",
    async (section) => {
      await delay(120);
      await step("First", async () => {
        await delay(150);
        await step("Within", () => delay(150));
      });
      await delay(80);
      await step("Second", () => delay(150));
      return section.finish();
    },
    undefined,
  );
  const [record] = await recorder.roots();
  expect(record).toMatchObject({ kind: "record", outcome: "ok", details: { name: "launch", path: "launch.mp4" } });
  const seconds = inVideo(record);
  const steps = record?.children ?? [];
  expect(chapters.map(({ title }) => title)).toEqual(["First", "Second"]);
  for (const [index, { start, end }] of steps.entries()) {
    expect(Math.abs((chapters[index]?.start ?? 0) - seconds(start))).toBeLessThan(0.005);
    expect(Math.abs((chapters[index]?.end ?? 0) - seconds(end))).toBeLessThan(0.005);
  }
  // MP4 chapters cover the whole video: the first starts with it, and each lasts until the next.
  const inFile = (await summary(demo.path("launch.mp4"))).chapters;
  expect(inFile[0]?.start).toBe(0);
  expect(Math.abs((inFile[1]?.start ?? 0) - seconds(steps[1]?.start))).toBeLessThan(0.005);
  const captions = await readFile(demo.path("launch.vtt"), "utf8");
  const [, start, end] = /:(\d\d\.\d{3}) --> \S*:(\d\d\.\d{3})\nWithin/.exec(captions) ?? [];
  const [within] = steps[0]?.children ?? [];
  expect(Math.abs(Number(start) - seconds(within?.start))).toBeLessThan(0.005);
  expect(Math.abs(Number(end) - seconds(within?.end))).toBeLessThan(0.005);
});

test("a section is an action until it ends, and an abandoned one is aborted", async () => {
  captureLog();
  const recorder = await stage();
  {
    await using _section = await beginRecording(recorder, "block", undefined);
    await recorder.step("Meanwhile", () => delay(50));
  }
  await beginRecording(recorder, "open", undefined);
  await recorder.recordings.end(recorder.demo);
  const [block, step, open] = await recorder.roots();
  expect([block, step, open]).toMatchObject([
    { kind: "record", outcome: "ok", details: { path: "block.mp4" } },
    { kind: "step", outcome: "ok" },
    { kind: "record", outcome: "aborted", error: { code: "ABORTED" } },
  ]);
  expect(block?.end).toBeGreaterThan(step?.end ?? Number.POSITIVE_INFINITY);
  expect((await readdir(recorder.demo.directory)).sort()).toEqual(
    ["block.mp4", "block.vtt", "journal.jsonl", "open.partial.mp4"].sort(),
  );
});

test("a rejected recording is a failed action", async () => {
  const recorder = await stage();
  await expect(beginRecording(recorder, "dir/", undefined)).rejects.toMatchObject({ code: "OPTION" });
  expect(await recorder.roots()).toMatchObject([{ kind: "record", outcome: "failed", error: { code: "OPTION" } }]);
});

test("recordings whose names look like each other's unfinished videos do not touch them", async () => {
  const recorder = await stage();
  const finish = async (name: string): Promise<void> => {
    await using _section = await beginRecording(recorder, name, undefined);
    await recorder.step("Step", () => delay(50));
  };
  await recordDuring(recorder, "take", () => finish("take.partial"), undefined);
  await finish("Take");
  const videos = (await readdir(recorder.demo.directory)).filter((name) => name.endsWith(".mp4"));
  expect(videos.sort()).toEqual(["Take-2.mp4", "take.mp4", "take.partial-own.mp4"]);
  for (const video of videos) expect((await summary(recorder.demo.path(video))).chapters.length).toBeGreaterThan(0);
});

test("a long name is shortened, and its video and captions are written", async () => {
  const recorder = await stage();
  {
    await using _section = await beginRecording(recorder, "語".repeat(200), undefined);
    await recorder.step("Step", () => delay(50));
  }
  const files = await readdir(recorder.demo.directory);
  expect(files.map((name) => name.replace(/^語{63}-[0-9a-f]{8}/, "short")).sort()).toEqual(
    ["journal.jsonl", "short.mp4", "short.vtt"].sort(),
  );
});
