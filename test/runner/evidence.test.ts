// What tests leave: videos where they are expected, evidence of those that failed, all of it attached in the reports.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { summary } from "../support/video.ts";
import { type DemoProject, demoProject, majors, outcomes, story } from "./demo-project.ts";

/** A reporter that writes down what is attached to each test. */
const reporter = `
  import { writeFileSync } from "node:fs";
  export default class {
    onTestRunEnd(modules) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const attached = Object.fromEntries(tests.map((test) => [test.name, test.annotations()]));
      writeFileSync("attached.json", JSON.stringify(attached));
    }
  }
`;

const args = ["run", "--reporter=./attached.mjs"];

interface Annotation {
  readonly message: string;
  readonly attachment?: { readonly path?: string; readonly contentType?: string };
}

async function attachedTo(project: DemoProject): Promise<Readonly<Record<string, readonly Annotation[]>>> {
  return JSON.parse(await readFile(join(project.directory, "attached.json"), "utf8"));
}

async function filesOf(project: DemoProject, demo: string): Promise<readonly string[]> {
  return (await readdir(join(project.directory, "demo-videos", demo)).catch(() => [])).sort();
}

const evidence = ["failure-serial.log", "failure.mp4", "failure.png"];

test.for(majors)("Vitest %i: videos and evidence are in the tests' directories and reports", async (major) => {
  await using project = await demoProject(major, {
    "attached.mjs": reporter,
    "vitest.config.ts": `
      import { defineConfig } from "vitest/config";
      import demotool from "demotool/plugin";
      const tiny = { image: "tiny-1", cpus: 1, memory: 512, readyDelay: 0 };
      const failureVideo = process.env.BROKEN === "yes" ? undefined : false;
      export default defineConfig({ plugins: [demotool({ ...tiny, failureVideo })] });
    `,
    "demos/ID-evidence.test.ts": `
      import { afterEach, describe, expect, test } from "demotool/fixtures";
      const broken = process.env.BROKEN === "yes";
      const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      test("records", async ({ vm }) => {
        await vm.record("clip", () => vm.step("Wait", () => pause(1000)));
      });
      test("throws", async ({ vm }) => {
        await vm.record("clip", async () => {
          await pause(500);
          if (broken) throw new Error("no luck");
        });
      });
      test("takes too long", { timeout: broken ? 3000 : 60_000 }, async ({ vm }) => {
        await using section = await vm.record("clip");
        if (broken) await new Promise(() => {});
      });
      test("fails softly", async ({ vm }) => {
        await pause(1000);
        expect.soft(broken).toBe(false);
      });
      describe("after the body", () => {
        afterEach(() => { if (broken) throw new Error("a hook"); });
        test("fails in a hook", async ({ vm }) => {});
      });
      test.fails("is to fail", async ({ vm }) => { throw new Error("as expected"); });
      let attempts = 0;
      test("is tried again", { retry: 2 }, async ({ vm }) => {
        if (++attempts < (broken ? 3 : 2)) throw new Error("once more");
      });
    `,
  });
  const result = await project.run(args, { BROKEN: "yes" });
  expect(outcomes(result), story(result)).toEqual({
    records: "passed",
    throws: "failed",
    "takes too long": "failed",
    "fails softly": "failed",
    "after the body fails in a hook": "failed",
    "is to fail": "passed",
    "is tried again": "passed",
  });
  expect(await filesOf(project, "records")).toEqual(["clip.mp4", "clip.vtt"]);
  expect(await filesOf(project, "throws")).toEqual(["clip.partial.mp4", ...evidence]);
  expect(await filesOf(project, "takes-too-long")).toEqual(["clip.partial.mp4", ...evidence]);
  expect(await filesOf(project, "fails-softly")).toEqual(evidence);
  expect(await filesOf(project, "after-the-body-fails-in-a-hook")).toEqual(evidence);
  expect(await filesOf(project, "is-to-fail")).toEqual([]);
  const both = [...evidence, "failure-2.mp4", "failure-2.png", "failure-serial-2.log"];
  expect(await filesOf(project, "is-tried-again")).toEqual(both.sort());

  const attached = await attachedTo(project);
  const titles = (name: string) => attached[name]?.map(({ message }) => message).sort();
  expect(titles("records")).toEqual(["captions of clip", "clip"]);
  expect(titles("throws")).toEqual(["clip (partial)", ...evidence]);
  expect(titles("takes too long")).toEqual(["clip (partial)", ...evidence]);
  expect(titles("fails softly")).toEqual(evidence);
  expect(titles("fails in a hook")).toEqual(evidence);
  expect(titles("is to fail")).toEqual([]);
  expect(titles("is tried again")).toEqual(both.sort());
  for (const { attachment } of Object.values(attached).flat()) {
    // A guest that has said nothing has an empty log.
    const least = attachment?.contentType === "text/plain" ? 0 : 1;
    expect((await stat(attachment?.path ?? "")).size, attachment?.path).toBeGreaterThanOrEqual(least);
    expect(attachment?.path?.startsWith(join(project.directory, ".vitest"))).toBe(true);
  }
  const video = await summary(join(project.directory, "demo-videos", "fails-softly", "failure.mp4"));
  expect(video.seconds).toBeGreaterThanOrEqual(0.9);
  expect(video.seconds).toBeLessThan(31);

  expect(await project.leftovers()).toEqual([]);
  if (major === 4) return;

  // Another run, in which less fails, without videos of it: nothing is left of the first.
  const again = await project.run(args, { BROKEN: "no" });
  expect(Object.values(outcomes(again)), story(again)).toEqual(Array(7).fill("passed"));
  expect(await filesOf(project, "throws")).toEqual(["clip.mp4"]);
  expect(await filesOf(project, "takes-too-long")).toEqual(["clip.mp4"]);
  expect(await filesOf(project, "fails-softly")).toEqual([]);
  expect(await filesOf(project, "is-tried-again")).toEqual(["failure-serial.log", "failure.png"]);
});
