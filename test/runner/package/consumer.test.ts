// The support code of the other tests here: the real Vitest, in a project outside the repository.
import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { consumerProject, runVitest, smallProject } from "../../support/consumer.ts";

test.for([4, 5] as const)("Vitest %i runs in an installed project and reports", async (major) => {
  const consumer = await consumerProject(major);
  const project = await smallProject(consumer, {
    "a.test.js": `
      import { expect, test } from "vitest";
      test("passes", () => {});
      test("fails", () => expect(1).toBe(2));
      test("imports demotool", async () => { await import("demotool"); });
    `,
  });
  try {
    const { exitCode, json, stdout } = await runVitest(project, ["run"]);
    expect(stdout).toContain(`v${major}.`);
    expect(exitCode).toBe(1);
    const results = json?.testResults[0]?.assertionResults.map(({ title, status }) => ({ title, status }));
    expect(results).toEqual([
      { title: "passes", status: "passed" },
      { title: "fails", status: "failed" },
      { title: "imports demotool", status: "passed" },
    ]);
  } finally {
    await rm(project, { recursive: true });
  }
});
