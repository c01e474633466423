import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DemoOutput, PublishedFile } from "../../../src/base/demo-output.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import { ScreenError } from "../../../src/screen/errors.ts";
import { readPng } from "../../../src/screen/files/png.ts";
import { failureFile } from "../../../src/vm/failure-artifacts.ts";
import { withScreenshots } from "../../../src/vm/failure-screenshots.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";
import { noise } from "../../support/frames.ts";

const [screen, comparison] = [noise(8, 6, 1), noise(12, 6, 2)];

const missed = (): ScreenError =>
  new ScreenError({ headline: "the text is not there", facts: { text: "Save" }, next: "look" });

/** The output of a demo, and what it has published. */
async function demoOutput(): Promise<{ readonly output: DemoOutput; readonly published: PublishedFile[] }> {
  const published: PublishedFile[] = [];
  const output = outputDirectory("login", join(await testDirectory(), "login"));
  return { output: { ...output, publish: (file) => void published.push(file) }, published };
}

test("the screen is saved, published, and named in the error that is returned", async () => {
  const { output, published } = await demoOutput();
  const error = missed();
  expect(await withScreenshots(error, screen, output)).toBe(error);
  const path = join(output.directory, "not-as-expected.png");
  expect(await readPng(path)).toEqual(screen);
  expect(published).toEqual([{ path, title: expect.any(String), contentType: "image/png" }]);
  expect(error.facts).toMatchObject({ text: "Save", screen: path });
  expect(error.message).toContain(path);
  expect(error).toMatchObject({ files: [path] });
});

test("the comparison lies beside the screen, under the same number", async () => {
  const { output } = await demoOutput();
  await withScreenshots(missed(), screen, output);
  const error = await withScreenshots(missed(), screen, output, async () => comparison);
  const names = (await readdir(output.directory)).sort();
  expect(names).toEqual(["not-as-expected-2-comparison.png", "not-as-expected-2.png", "not-as-expected.png"]);
  expect(await readPng(join(output.directory, "not-as-expected-2-comparison.png"))).toEqual(comparison);
  expect(error).toMatchObject({ files: [error.facts.screen, error.facts.comparison] });
});

test("all files count as failure artifacts, which the next run removes", async () => {
  const { output } = await demoOutput();
  for (let count = 0; count < 2; count++) await withScreenshots(missed(), screen, output, async () => comparison);
  for (const name of await readdir(output.directory)) expect(name).toMatch(failureFile);
});

test("where no comparison is drawn, there is none", async () => {
  const { output } = await demoOutput();
  const error = await withScreenshots(missed(), screen, output, async () => undefined);
  expect(error.facts.comparison).toBeUndefined();
  expect(await readdir(output.directory)).toEqual(["not-as-expected.png"]);
});

test("a comparison that cannot be drawn costs a warning, and the screen is saved all the same", async () => {
  const log = captureLog();
  const { output } = await demoOutput();
  const error = await withScreenshots(missed(), screen, output, () => Promise.reject(new Error("no reference")));
  expect(error).toMatchObject({ files: [join(output.directory, "not-as-expected.png")] });
  expect(log.map(({ level, facts }) => [level, facts.reason])).toEqual([["warn", "no reference"]]);
});

test("where no file can be made, the error is as it was and a warning says why", async () => {
  const log = captureLog();
  const { output } = await demoOutput();
  const error = missed();
  const before = error.message;
  const broken: DemoOutput = {
    ...output,
    newPath: () => {
      throw new Error("the disk is read-only");
    },
  };
  expect(await withScreenshots(error, screen, broken)).toBe(error);
  expect(error.message).toBe(before);
  expect(log.map(({ facts }) => facts)).toEqual([{ path: output.directory, reason: "the disk is read-only" }]);
});
