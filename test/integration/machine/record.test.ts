// Sections, steps and their files, on a guest that shows a console.
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import type { DemoOutput, PublishedFile } from "../../../src/base/demo-output.ts";
import { journalFile } from "../../../src/base/journal/lines.ts";
import { readJournal } from "../../../src/base/journal/reader.ts";
import { launch } from "../../../src/boot/launch.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import { FailureArtifacts } from "../../../src/vm/failure-artifacts.ts";
import { machineOf, Vm } from "../../../src/vm/vm.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { bootSectorImage } from "../../support/guests/tiny-guest.ts";
import { summary } from "../../support/video/video.ts";

let shared: Vm;

beforeAll(async () => {
  shared = await launchedVm("demo-record");
  return () => shared[Symbol.asyncDispose]();
});

async function launchedVm(name: string): Promise<Vm> {
  const output = outputDirectory("none", "/nowhere");
  const readiness = { guestAgent: false, session: undefined };
  return new Vm(await launch(tinyRequest(output, { name, backingFile: await bootSectorImage(), readiness })), output);
}

/** The shared VM with a demo of this test, and its events. */
async function testVm(base = shared): Promise<{ vm: Vm; demo: DemoOutput; published: PublishedFile[] }> {
  const published: PublishedFile[] = [];
  const output = outputDirectory("test", await testDirectory());
  const demo = { ...output, publish: (file: PublishedFile) => void published.push(file) };
  return { vm: base.withDemo(demo), demo, published };
}

test("a section with steps becomes a video with chapters, and a captions file beside it", async () => {
  const log = captureLog();
  const { vm, demo, published } = await testVm();
  const value = await vm.record("launch", async (section) => {
    await vm.step("Open the <menu>", async () => {
      await delay(300);
      await vm.step("Point at it", () => vm.mouse.move(100, 100, { duration: 300 }));
    });
    expect(section.path).toBe(demo.path("launch.mp4"));
    return vm.step("Wait", async () => {
      await delay(400);
      return section.seconds();
    });
  });
  expect(await readdir(demo.directory)).toEqual(["journal.jsonl", "launch.mp4", "launch.vtt"]);
  const video = await summary(demo.path("launch.mp4"));
  expect(video).toMatchObject({ codec: "h264", width: 720, height: 400 });
  expect(video.seconds).toBeGreaterThanOrEqual(value - 0.1);
  expect(video.chapters.map(({ title }) => title)).toEqual(expect.arrayContaining(["Open the <menu>", "Wait"]));
  expect(video.chapters.map(({ title }) => title)).not.toContain("Point at it");
  const captions = (await readFile(demo.path("launch.vtt"), "utf8")).split("\n\n").map((cue) => cue.trim().split("\n"));
  expect(captions.map((cue) => cue.at(-1))).toEqual(["WEBVTT", "Open the &lt;menu&gt;", "Point at it", "Wait"]);
  expect(published).toEqual([
    { path: demo.path("launch.mp4"), title: "launch", contentType: "video/mp4" },
    { path: demo.path("launch.vtt"), title: "captions of launch", contentType: "text/vtt" },
  ]);
  const steps = log.filter(({ message }) => message.startsWith("step: "));
  expect(steps.map(({ level, message }) => [level, message])).toEqual([
    ["info", "step: Point at it"],
    ["info", "step: Open the <menu>"],
    ["info", "step: Wait"],
  ]);
  expect(steps[1]?.facts.seconds).toBeGreaterThanOrEqual(0.6);
});

test("chapters have the times of the journal's steps, and the log has their durations", async () => {
  const log = captureLog();
  const { vm, demo } = await testVm();
  await vm.record("launch", async () => {
    await vm.step("First", () => delay(200));
    await vm.step("Second", () => delay(250));
  });
  const { attempts } = await readJournal(demo.path(journalFile));
  const [record] = attempts[0]?.roots ?? [];
  if (record?.kind !== "record") throw new Error("the journal does not begin with the recording");
  const [, second] = record.children;
  const start = ((second?.start ?? 0) - (record.details.timeZero ?? 0)) / 1000;
  const { chapters } = await summary(demo.path("launch.mp4"));
  expect(Math.abs((chapters.find(({ title }) => title === "Second")?.start ?? 0) - start)).toBeLessThan(0.005);
  const seconds = ((second?.end ?? 0) - (second?.start ?? 0)) / 1000;
  expect(log.find(({ message }) => message === "step: Second")?.facts.seconds).toBe(Math.round(seconds * 10) / 10);
});

test("`await using` delimits a section; sections follow each other, nest, and may share a name", async () => {
  const { vm, demo, published } = await testVm();
  {
    await using outer = await vm.record("outer", { quality: "low" });
    await vm.record("inner", () => vm.step("In both", () => delay(300)));
    await vm.record("inner", () => delay(100));
    const video = await outer.finish();
    expect(video.path).toBe(outer.path);
    expect(await outer.finish()).toBe(video);
  }
  const clips = ["inner-2.mp4", "inner.mp4", "outer.mp4"];
  expect(await readdir(demo.directory)).toEqual([...clips, "inner.vtt", "outer.vtt", "journal.jsonl"].sort());
  const [second, first, outer] = await Promise.all(clips.map((clip) => summary(demo.path(clip))));
  expect(outer?.seconds).toBeGreaterThan((first?.seconds ?? 0) + (second?.seconds ?? 0));
  expect(first?.chapters.map(({ title }) => title)).toContain("In both");
  expect(outer?.chapters.map(({ title }) => title)).toContain("In both");
  expect(second?.chapters).toEqual([]);
  expect(published.map(({ title }) => title)).toEqual([
    "inner",
    "captions of inner",
    "inner",
    "outer",
    "captions of outer",
  ]);
});

test("an error of the body is thrown unchanged, and the partial video is kept", async () => {
  captureLog();
  const { vm, demo, published } = await testVm();
  const fault = new Error("no luck");
  const recorded = vm.record("launch", () =>
    vm.step("Fail", async () => {
      await delay(500);
      throw fault;
    }),
  );
  await expect(recorded).rejects.toBe(fault);
  expect(await readdir(demo.directory)).toEqual(["journal.jsonl", "launch.partial.mp4", "launch.partial.vtt"]);
  expect((await summary(demo.path("launch.partial.mp4"))).seconds).toBeGreaterThan(0.4);
  expect(published.map(({ title }) => title)).toEqual(["launch (partial)", "captions of launch (partial)"]);
});

test.for([
  ["../launch", {}],
  ["", {}],
  ["dir/", {}],
  ["launch", { quality: "best" }],
] as const)("rejects the name %o with the options %o before anything starts", async ([name, options]) => {
  const { vm, demo } = await testVm();
  let called = false;
  const body = (): void => {
    called = true;
  };
  await expect(vm.record(name, body, options as never)).rejects.toThrow(expect.objectContaining({ code: "OPTION" }));
  await expect(vm.record(name, options as never)).rejects.toThrow(expect.objectContaining({ code: "OPTION" }));
  expect(called).toBe(false);
  expect(await readdir(demo.directory)).toEqual(["journal.jsonl"]);
});

test("a step outside a recording is logged, and one without a title is rejected", async () => {
  const log = captureLog();
  const { vm } = await testVm();
  expect(await vm.step("Count\n to two", () => 2)).toBe(2);
  expect(log).toContainEqual(expect.objectContaining({ level: "info", message: "step: Count to two" }));
  await expect(vm.step(" ", () => 2)).rejects.toThrow(expect.objectContaining({ code: "OPTION" }));
});

test("a section that is open when its VM is removed leaves a partial video", async () => {
  const log = captureLog();
  const { vm, demo } = await testVm();
  const open = await vm.record("open");
  await delay(500);
  await vm[Symbol.asyncDispose]();
  await expect(open.finish()).rejects.toThrow(expect.objectContaining({ code: "ABORTED" }));
  expect(await readdir(demo.directory)).toEqual(["journal.jsonl", "open.partial.mp4"]);
  expect((await summary(demo.path("open.partial.mp4"))).seconds).toBeGreaterThan(0.4);
  expect(log).toContainEqual(expect.objectContaining({ level: "info", message: "kept a partial recording" }));
});

test("a VM that dies during a recording fails the section and keeps the video so far", async () => {
  captureLog();
  const { vm, demo, published } = await testVm(await launchedVm("demo-record-dies"));
  await using _vm = vm;
  using witness = new FailureArtifacts(machineOf(vm), 30);
  await witness.startTest();
  const fault = await vm
    .record("short", async () => {
      await delay(500);
      await machineOf(vm).domain.destroy();
    })
    .catch((error: unknown) => error);
  expect(fault).toMatchObject({ name: "RecordingError", code: "RECORDING", facts: { stage: "screen" } });
  expect(await readdir(demo.directory)).toEqual(["journal.jsonl", "short.partial.mp4"]);
  expect((await summary(demo.path("short.partial.mp4"))).seconds).toBeGreaterThan(0.3);
  expect(published.map(({ title }) => title)).toEqual(["short (partial)"]);

  // The remains of a VM that is gone: its last frame and the seconds before.
  await witness.captureFailure(demo, 2);
  const evidence = ["failure-2.png", "failure-serial-2.log", "failure-2.mp4"];
  expect(await readdir(demo.directory)).toEqual(["short.partial.mp4", ...evidence, "journal.jsonl"].sort());
  expect(published.map(({ title }) => title)).toEqual(["short (partial)", ...evidence]);
  expect(await summary(demo.path("failure-2.mp4"))).toMatchObject({ width: 720, height: 400 });
});
