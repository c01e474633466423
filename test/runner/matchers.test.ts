// Matchers for the screen, run by the real Vitest on a tiny guest: they wait, tell what was there, and keep references.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import { type DemoProject, demoProject, majors, outcomes, story, tinyOptions } from "./demo-project.ts";

/** A reporter that writes down what is attached to each test. */
const reporter = `
  import { writeFileSync } from "node:fs";
  export default class {
    onTestRunEnd(modules) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const attached = tests.map((test) => [test.name, test.annotations().map(({ message }) => message)]);
      writeFileSync("attached.json", JSON.stringify(Object.fromEntries(attached)));
    }
  }
`;

const configuration = `
  import { defineConfig } from "vitest/config";
  import demotool from "demotool/plugin";
  export default defineConfig({
    plugins: [demotool({ ...${tinyOptions}, failureVideo: false })],
  });
`;

/** What a failed matcher attaches. */
const pictures = ["The screen, when a wait for it failed", "What was looked for, beside what was there"];

/** Shows words and pictures on the guest's console; \`marker.png\` is a picture of what \`show("MARKER")\` shows. */
const support = `
  import { writeFileSync } from "node:fs";
  import { join } from "node:path";
  export const clear = "\\\\033[2J\\\\033[H";
  export async function show(vm, words, line = 1) {
    await vm.exec("sh", ["-c", \`printf '\\\\033[\${line};1H\\\\033[K%s' "$1" >/dev/tty1\`, "sh", words], { user: "root" });
  }
  export async function clean(vm) {
    await vm.exec("sh", ["-c", "printf '\\\\033[2J\\\\033[H' >/dev/tty1"], { user: "root" });
  }
  export async function keepMarker(vm) {
    await clean(vm);
    await vm.screen.waitForChange({ action: () => show(vm, "### MARKER ###", 3) });
    await vm.screen.waitForStable({ quiet: 0.3 });
    const picture = (await vm.screen.capture()).crop({ x: 0, y: 32, width: 14 * 8, height: 16 });
    writeFileSync(join(import.meta.dirname, "marker.png"), picture.toPNG());
    await clean(vm);
  }
`;

const demo = `
  import { expect, test } from "demotool/fixtures";
  import { image, text } from "demotool";
  import { clean, keepMarker, show } from "./support.ts";

  test.beforeEach(async ({ vm }) => clean(vm));
  test("prepare", async ({ vm }) => keepMarker(vm));

  test("a picture that comes", async ({ vm }) => {
    const coming = expect(vm).toShowImage("marker.png");
    await show(vm, "### MARKER ###", 20);
    await coming;
    await expect(vm).toShowImage(image("./marker.png"), { region: { x: 0, y: 300, width: 200, height: 40 } });
    const going = expect(vm).not.toShowImage("marker.png");
    await clean(vm);
    await going;
    await expect(vm).not.toShowImage("marker.png");
  });

  test("a text that comes", async ({ vm, expect: own }) => {
    await show(vm, "Installation finished", 10);
    await own(vm).toShowText("Installation finished");
    await expect(vm).toShowText(/Inst\\w+ finished/);
    await expect(vm).toShowText(text("finished"));
    await clean(vm);
    await expect(vm).not.toShowText("Installation finished");
  });

  test("a picture that does not come", async ({ vm }) => {
    await show(vm, "### MARKET ##", 20);
    await expect(vm).toShowImage("marker.png", { timeout: 1, similarity: 0.999 });
  });
  test("a text that does not come", async ({ vm }) => {
    await show(vm, "Installation failed", 10);
    await expect(vm).toShowText("Installation finished", { timeout: 1 });
  });
  test("a picture that does not go", async ({ vm }) => {
    await show(vm, "### MARKER ###", 20);
    await expect(vm).not.toShowImage("marker.png", { timeout: 1 });
  });
  test("no VM", async () => { await expect("vm").toShowText("Done"); });
  test("no file", async ({ vm }) => { await expect(vm).toShowImage("no-such.png"); });
  test("soft", async ({ vm }) => {
    await expect.soft(vm).toShowText("nothing of the kind", { timeout: 0.1 });
    expect(1).toBe(1);
  });
`;

/** What a test's failure says. */
function failureOf(result: Awaited<ReturnType<DemoProject["run"]>>, title: string): string {
  const tests = result.json?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  return tests.find((one) => one.title === title)?.failureMessages?.join("\n") ?? "";
}

/** The titles of what a matcher attached to a test. */
async function attachedTo(project: DemoProject, title: string): Promise<string[]> {
  const attached = JSON.parse(await readFile(join(project.directory, "attached.json"), "utf8"));
  return attached[title].filter((message: string) => pictures.includes(message));
}

/** Arguments of a run that writes that down. */
const args = ["run", "--reporter=./attached.mjs"];

test.for(majors)("Vitest %i: waits for pictures and texts, and tells what was there instead", async (major) => {
  await using project = await demoProject(major, {
    "attached.mjs": reporter,
    "vitest.config.ts": configuration,
    "demos/support.ts": support,
    "demos/ID-show.test.ts": demo,
  });
  const result = await project.run(args);
  expect(outcomes(result), story(result)).toEqual({
    prepare: "passed",
    "a picture that comes": "passed",
    "a text that comes": "passed",
    "a picture that does not come": "failed",
    "a text that does not come": "failed",
    "a picture that does not go": "failed",
    "no VM": "failed",
    "no file": "failed",
    soft: "failed",
  });
  const picture = failureOf(result, "a picture that does not come");
  expect(picture).toMatch(/the screen did not show the picture marker\.png within \d\.\d s/);
  expect(picture).toMatch(/bestSimilarity=0\.\d+ bestPlace="112x16 at \d+,\d+"/);
  expect(picture).toContain("demo-videos/a-picture-that-does-not-come/not-as-expected.png");
  expect(picture).toMatch(/-show\.test\.ts:\d+/);
  expect(await attachedTo(project, "a picture that does not come")).toEqual(pictures);
  const comparison = await readFile(
    join(project.directory, "demo-videos/a-picture-that-does-not-come/not-as-expected-comparison.png"),
  );
  expect(decode(comparison).width).toBeGreaterThan(1280 + 112);
  const read = failureOf(result, "a text that does not come");
  expect(read).toMatch(/the screen did not show the text "Installation finished" within [\s\S]*Installation failed/);
  expect(failureOf(result, "a picture that does not go")).toContain("still showed the picture marker.png");
  expect(failureOf(result, "no VM")).toContain("toShowText looks at a VM, not at string");
  expect(failureOf(result, "no file")).toMatch(/the picture \S*\/demos\/no-such\.png cannot be read/);
  expect(await project.leftovers()).toEqual([]);
});

const matching = `
  import { expect, test } from "demotool/fixtures";
  import { clean, show } from "./support.ts";
  const clock = { x: 0, y: 0, width: 1280, height: 32 };
  test("same", async ({ vm }) => {
    await clean(vm);
    await show(vm, "clock " + Date.now(), 1);
    await show(vm, process.env.WORDS, 10);
    await expect(vm).toMatchScreen("the console", { ignore: [clock], timeout: 3 });
  });
  test("another", async ({ vm }) => {
    await show(vm, "quite another", 20);
    await expect(vm).not.toMatchScreen("the console", { ignore: [clock], timeout: 3 });
  });
`;

test.for(majors)("Vitest %i: a screen's reference is made, compared and updated as snapshots are", async (major) => {
  await using project = await demoProject(major, {
    "attached.mjs": reporter,
    "vitest.config.ts": configuration,
    "demos/support.ts": support,
    "demos/ID-match.test.ts": matching,
  });
  const reference = join(project.directory, "demos", "__screens__", `${project.id}-match.test.ts`, "the-console.png");
  const content = (): Promise<Buffer | undefined> => readFile(reference).catch(() => undefined);

  const refused = await project.run(["run"], { WORDS: "hello", CI: "1" });
  expect(outcomes(refused), story(refused)).toEqual({ same: "failed", another: "failed" });
  expect(failureOf(refused, "same")).toContain("the screen the console has no reference picture yet");
  expect(await content()).toBeUndefined();

  const made = await project.run(["run"], { WORDS: "hello", CI: "" });
  expect(outcomes(made), story(made)).toEqual({ same: "passed", another: "passed" });
  const first = await content();
  expect(decode(first ?? Buffer.alloc(0))).toMatchObject({ width: 1280, height: 800 });

  // The versions differ in how they tell what is to be written, not in this.
  if (major === 5) {
    const changed = await project.run(args, { WORDS: "goodbye", CI: "" });
    expect(outcomes(changed), story(changed)).toEqual({ same: "failed", another: "passed" });
    expect(failureOf(changed, "same")).toMatch(
      /the screen does not look like its reference the console[\s\S]*different: \d/,
    );
    expect(await attachedTo(project, "same")).toEqual(pictures);
    expect(await content()).toEqual(first);
  }

  const updated = await project.run(["run", "-u"], { WORDS: "goodbye", CI: "" });
  expect(outcomes(updated), story(updated)).toEqual({ same: "passed", another: "passed" });
  expect(await content()).not.toEqual(first);
  expect(await project.leftovers()).toEqual([]);
});
