// The internals of Vitest that demotool depends on, in the newest release of each major: the first failure names the
// change.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { consumerProject, runVitest, smallProject, type VitestMajor, type VitestResult } from "../support/consumer.ts";
import { repository } from "../support/source.ts";
import { majors, outcomes, story } from "./demo-project.ts";

const checks = "test/unit/fixtures/vitest-internals.test.ts";
const internals = "demotool/dist/fixtures/vitest-internals.js";

async function runIn(
  major: VitestMajor,
  files: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<VitestResult> {
  const directory = await smallProject(await consumerProject(major), {
    "package.json": JSON.stringify({ private: true, type: "module" }),
    ...files,
  });
  try {
    return await runVitest(directory, ["run", ...args]);
  } finally {
    await rm(directory, { recursive: true });
  }
}

test.for(majors)("Vitest %i has every internal", async (major) => {
  const text = await readFile(join(repository, checks), "utf8");
  const path = join(await consumerProject(major), "node_modules", internals);
  const result = await runIn(major, {
    "internals.test.ts": text.replace(/"[./]+\/fixtures\/vitest-internals\.ts"/, JSON.stringify(path)),
  });
  const gone = Object.entries(outcomes(result)).filter(([, status]) => status !== "passed");
  expect(
    gone.map(([name]) => name),
    story(result),
  ).toEqual([]);
  expect(result.exitCode, story(result)).toBe(0);
  expect(result.json?.numPassedTests).toBeGreaterThan(10);
});

test.for(majors)("Vitest %i aborts the tests of a cancelled run with a TestRunAbortError", async (major) => {
  const result = await runIn(
    major,
    {
      "cancelled.test.ts": `
        import { writeFileSync } from "node:fs";
        import { test } from "vitest";
        test("is cancelled", { timeout: 60_000 }, ({ signal }) => new Promise((resolve) => {
          signal.addEventListener("abort", () => { console.log("aborted by " + signal.reason.name); resolve(); });
          writeFileSync("running", "");
        }));
      `,
      "failing.test.ts": `
        import { existsSync } from "node:fs";
        import { expect, test } from "vitest";
        test("fails", { timeout: 60_000 }, async () => {
          await expect.poll(() => existsSync("running"), { timeout: 50_000 }).toBe(true);
          throw new Error("enough");
        });
      `,
    },
    "--bail=1",
    "--maxWorkers=2",
  );
  expect(result.stdout, story(result)).toContain("aborted by TestRunAbortError");
});
