// The demos in demos/ run as for a new user, and leave only their files.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import { journalFile } from "../../src/base/journal/lines.ts";
import { type JournalAction, readJournal } from "../../src/base/journal/reader.ts";
import { testConnection } from "../support/domains.ts";
import { repository } from "../support/source.ts";
import { probe } from "../support/video/video.ts";
import { missingFrom } from "./finished-desktop.ts";
import { runDemos } from "./run-demos.ts";

test("vitest run demos/ passes and writes its screenshots and videos", async () => {
  const started = await runDemos(4, "--root", repository, "demos/");

  const desktop = await readPng(join(started, "demo-videos/a-fresh-desktop/desktop.png"));
  expect(await missingFrom(desktop)).toEqual([]);
  const editor = await readPng(join(started, "demo-videos/a-text-file-in-the-editor/editor.png"));
  expect(await missingFrom(editor)).toContain("background");
  expect(await readdir(join(started, "demo-videos/commands-run-as-the-demo-user"))).toEqual([journalFile]);

  const tour = join(started, "demo-videos/a-tour-of-the-desktop");
  const sections = ["menu", "terminal", "files"];
  const captions = sections.map((name) => `${name}.vtt`);
  expect((await readdir(tour)).sort()).toEqual(
    [...sections.map((name) => `${name}.mp4`), ...captions, journalFile].sort(),
  );
  for (const name of sections) {
    const { streams, format, chapters, packets } = await probe(join(tour, `${name}.mp4`));
    expect(streams).toMatchObject([{ codec_name: "h264", pix_fmt: "yuv420p", width: 1280, height: 800 }]);
    expect(packets.length).toBe(Math.round(Number(format.duration) * 30));
    expect(chapters.length).toBeGreaterThan(0);
    const cues = (await readFile(join(tour, `${name}.vtt`), "utf8")).matchAll(/-->.*\n(.*)/g);
    expect([...cues].map(([, title]) => title)).toEqual(chapters.map(({ tags }) => tags.title));
  }

  const { attempts } = await readJournal(join(tour, journalFile));
  expect(attempts).toMatchObject([{ name: "a-tour-of-the-desktop", domain: "demo-tour", attempt: 1 }]);
  const actions = attempts.flatMap(({ actions }) => actions);
  expect(actions.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
  expect(new Set(actions.map(({ source }) => source?.file))).toEqual(new Set(["demos/tour.test.ts"]));
  // Every call of the demo is there, in the order of its lines.
  const calls = actions.filter(
    ({ source, parent }) => source?.file === "demos/tour.test.ts" && !isNested(parent, actions),
  );
  const source = await readFile(join(repository, "demos/tour.test.ts"), "utf8");
  const lines = source
    .split("\n")
    .flatMap((text, index) => (/await (vm\.|expect\(vm\))/.test(text) ? [index + 1] : []));
  expect(calls.map((call) => call.source?.line)).toEqual(lines);
  for (const section of calls.filter((action) => action.kind === "record")) {
    const { path = "", timeZero = 0 } = section.kind === "record" ? section.details : {};
    const { chapters } = await probe(join(tour, path));
    const steps = section.children.filter(({ kind }) => kind === "step");
    expect(chapters).toHaveLength(steps.length);
    // The first chapter of an MP4 file starts with the video.
    for (const [index, step] of [...steps.entries()].slice(1)) {
      const seconds = (step.start - timeZero) / 1000;
      expect(Math.abs(Number(chapters[index]?.start_time) - seconds)).toBeLessThan(0.005);
    }
  }

  const domains = await (await testConnection()).listDomains();
  expect(domains.map(({ name }) => name).filter((name) => /^demo-(first-look|text-editor|tour)/.test(name))).toEqual(
    [],
  );
});

/** Whether an action is nested in one that is neither a section nor a step: a part of demotool's own call. */
function isNested(parent: number | undefined, actions: readonly JournalAction[]): boolean {
  const around = actions.find(({ id }) => id === parent);
  return around !== undefined && around.kind !== "record" && around.kind !== "step";
}

async function readPng(path: string): Promise<{ width: number; height: number; data: Uint8Array }> {
  const { width, height, data } = decode(await readFile(path));
  return { width, height, data: Uint8Array.from(data) };
}
