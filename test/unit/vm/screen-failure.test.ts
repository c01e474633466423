import { expect, test } from "vitest";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import type { ScreenError } from "../../../src/screen/errors.ts";
import { readPng } from "../../../src/screen/files/png.ts";
import { text } from "../../../src/screen/targets/text-target.ts";
import { failureFile } from "../../../src/vm/failure-artifacts.ts";
import { notFound, withPictures } from "../../../src/vm/screen-failure.ts";
import { testDirectory } from "../../support/domains.ts";

const region = { x: 40, y: 2, width: 90, height: 12 };

/** The error for a text of which the best place and all that was read are given. */
function textError(wanted: string | RegExp, read: string | undefined, seen: string): ScreenError {
  const best = read === undefined ? undefined : { region, similarity: 0.8, text: read };
  const frame = { width: 200, height: 20, data: new Uint8Array(200 * 20 * 4) };
  const finder = {
    what: `the text ${JSON.stringify(String(wanted))}`,
    look: async () => ({ found: undefined, best }),
  };
  const look = { frame, sighting: { found: undefined, best, seen } };
  return notFound(text(wanted), finder, { reached: false, look, looks: 2, waited: 1.5 });
}

test("a text that does not come: what was read at the best place, and elsewhere", () => {
  const error = textError("Aplications", "Applications", "Applications\nTrash");
  expect(error.headline).toBe('the screen did not show the text "Aplications" within 1.5 s');
  expect(error.message).toContain('bestPlace="90x12 at 40,2" bestRead="Applications"');
  expect(error.output).toBe("read instead: Applications\nTrash");
  expect(error.next).toMatch(/^look at the saved pictures/);
});

test("a text that stands there in other letters is told", () => {
  const error = textError("applications", undefined, "Applications\nTrash");
  expect(error.next).toBe('the screen shows "Applications": look for that, as upper and lower case count as written');
  expect(error.facts.bestRead).toBeUndefined();
});

test("a regular expression that matches nothing: what was read", () => {
  const error = textError(/applications/, undefined, "Applications");
  expect(error.output).toBe("read instead: Applications");
  expect(error.next).toMatch(/^look at the saved pictures/);
});

test("the comparison of a text shows the best place with a margin, as far as the screen goes", async () => {
  const output = outputDirectory("test", await testDirectory());
  const frame = { width: 200, height: 20, data: new Uint8Array(200 * 20 * 4) };
  const best = { region, similarity: 0.8 };
  const error = textError("Aplications", "Applications", "");
  const { files } = await withPictures(error, frame, output, { target: text("Aplications"), best });
  // The gaps are 8 pixels wide, the margin 6.
  expect(await readPng(files[1] ?? "")).toMatchObject({ width: 8 + 6 + 90 + 6 + 8 + 200 + 8, height: 8 + 20 + 8 });
});

test.each([
  "failure.png",
  "failure-2.mp4",
  "failure-serial-2.log",
  "boot-failure.png",
  "not-as-expected.png",
  "not-as-expected-12.png",
  "not-as-expected-comparison.png",
  "not-as-expected-12-comparison.png",
])("%s is evidence, and is removed before the next run", (name) => {
  expect(name).toMatch(failureFile);
});

test.each([
  "launch.mp4",
  "my-failure.png",
  "failure.png.txt",
  "not-as-expected.mp4",
  "not-as-expected-at-all.png",
  "was-not-as-expected.png",
  "not-as-expected-.png",
])("%s is the test's own", (name) => {
  expect(name).not.toMatch(failureFile);
});
