// Three demo files on a warm cache: a complete run of Vitest in which each file has its own VM.
import { join } from "node:path";
import type { Bench } from "../support/part.ts";
import type { Report } from "../support/report.ts";
import { makeProject, runVitest } from "../support/vitest-project.ts";

const rounds = 3;

/** Seconds, without the test bodies. */
const highestSeconds = 60;

const configuration = `
  import demotool from "demotool/plugin";
  export default { plugins: [demotool()] };
`;

/** The body takes no time. */
const demo = `
  import { expect, test } from "demotool/fixtures";
  test("has a VM", ({ vm }) => expect(vm.name).toMatch(/^demo-/));
`;

/** Complete runs, from the start of the process to its exit, after one that leaves a saved state if there is none. */
export async function benchFiles(report: Report, { directory }: Bench): Promise<void> {
  const project = join(directory, "files");
  const names = ["first", "second", "third"].map((name) => `bench-${name}.test.js`);
  await makeProject(project, {
    "vitest.config.js": configuration,
    ...Object.fromEntries(names.map((name) => [name, demo])),
  });
  await runVitest(project);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push((await runVitest(project)) / 1000);
  report.addRuns("three files on a warm cache", times, "s", { highest: highestSeconds });
}
