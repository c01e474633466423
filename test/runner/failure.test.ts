// A VM that does not boot, a test that takes too long, a hook that fails: what the reporter says, and what is left.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { boots, demoProject, majors, outcomes, story } from "./demo-project.ts";

test.for(majors)("Vitest %i: a boot that fails reads as that failure, in every test that needs it", async (major) => {
  await using project = await demoProject(major, {
    "demos/ID-slow.test.ts": `
      import { test } from "demotool/fixtures";
      test.override("vmOptions", { bootTimeout: 3, readyDelay: 60 });
      test("first", { timeout: 1000 }, async ({ vm }) => vm);
      test("second", async ({ vm }) => vm);
      test("tried again", { retry: 1 }, async ({ vm }) => vm);
      test("needs no VM", ({ demo }) => demo.name);
    `,
  });
  const result = await project.run();
  expect(outcomes(result), story(result)).toEqual({
    first: "failed",
    second: "failed",
    "tried again": "failed",
    "needs no VM": "passed",
  });
  const failures = result.json?.testResults[0]?.assertionResults.flatMap(
    ({ failureMessages }) => failureMessages ?? [],
  );
  expect(failures).toHaveLength(4);
  for (const failure of failures ?? []) expect(failure).toMatch(/^BootTimeoutError: .*\n.*stage="delay"/);
  expect(story(result)).not.toContain("timed out");
  // One boot for the first two tests; the test that is tried again fails with it, then boots once more.
  expect(story(result).match(/info boot: vnc/g)).toHaveLength(2);
  expect(await readdir(join(project.directory, "demo-videos", "first"))).toContain("boot-failure.png");
  expect(await project.leftovers()).toEqual([]);
});

test.for(majors)("Vitest %i: the VM goes when tests and hooks fail or take too long", async (major) => {
  await using project = await demoProject(major, {
    "demos/ID-failing.test.ts": `
      import { describe, expect, test } from "demotool/fixtures";
      import { beforeEach } from "vitest";
      describe("hook", () => {
        beforeEach(() => { throw new Error("no luck"); });
        test("fails before the body", async ({ vm }) => vm);
      });
      test("takes too long", { timeout: 500 }, async ({ vm }) => new Promise(() => {}));
      let attempts = 0;
      test("second attempt", { timeout: 5000, retry: 1 }, async ({ vm }) => {
        if (++attempts === 1) await new Promise(() => {});
        expect((await vm.exec("true")).exitCode).toBe(0);
      });
      test("fails", async ({ vm }) => expect(vm.name).toBe("another"));
    `,
  });
  const result = await project.run();
  expect(outcomes(result), story(result)).toEqual({
    "hook fails before the body": "failed",
    "takes too long": "failed",
    "second attempt": "passed",
    fails: "failed",
  });
  expect(story(result)).toContain("Test timed out in 500ms");
  expect(boots(result)).toBe(1);
  expect(await project.leftovers()).toEqual([]);
});
