// Framework overhead: the time that demotool adds to a run of Vitest in which no test asks for a VM.
import { join } from "node:path";
import type { Bench } from "../support/part.ts";
import type { Report } from "../support/report.ts";
import { makeProject, runVitest } from "../support/vitest-project.ts";

/** Runs of each project, after one that fills the file caches. */
const rounds = 20;

/** Milliseconds. */
const highestMs = 50;

const plainTest = `
  import { expect, test } from "vitest";
  test("no VM", () => expect(1 + 1).toBe(2));
`;

const plugin = `
  import demotool from "demotool/plugin";
  export default { plugins: [demotool()] };
`;

/** Projects of one test file each. */
const projects = {
  bare: { "vitest.config.js": "export default {};", "sum.test.js": plainTest },
  plugin: { "vitest.config.js": plugin, "sum.test.js": plainTest },
  fixtures: { "vitest.config.js": plugin, "sum.test.js": plainTest.replace('"vitest"', '"demotool/fixtures"') },
};

type ProjectName = keyof typeof projects;

/** Complete runs in turn, from the start of the process to its exit, in milliseconds. */
export async function benchOverhead(report: Report, { directory }: Bench): Promise<void> {
  const names = Object.keys(projects) as ProjectName[];
  const times: Record<ProjectName, number[]> = { bare: [], plugin: [], fixtures: [] };
  for (const name of names) await makeProject(join(directory, name), projects[name]);
  for (let round = -1; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const milliseconds = await runVitest(join(directory, name));
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  const over = (name: ProjectName): number[] => times[name].map((time, round) => time - (times.bare[round] ?? 0));
  report.addRuns("run without VMs, bare Vitest", times.bare, "ms");
  report.addRuns("run without VMs, with the plugin", times.plugin, "ms");
  report.addRuns("run without VMs, overhead of the plugin", over("plugin"), "ms", { highest: highestMs });
  report.addRuns("run without VMs, a file with the fixtures", times.fixtures, "ms");
  report.addRuns("run without VMs, overhead of a file with the fixtures", over("fixtures"), "ms", {
    highest: highestMs,
  });
}
