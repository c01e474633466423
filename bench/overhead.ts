// Framework overhead: what a run of Vitest takes longer with demotool, where no test asks for a VM.
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outerEnvironment } from "../test/support/consumer.ts";
import type { Bench } from "./part.ts";
import { median, type Report } from "./report.ts";

/** Runs of each project, after one that fills the file caches. */
const rounds = 15;

/** Milliseconds. */
const limit = 50;

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

const plainTest = `
  import { expect, test } from "vitest";
  test("no VM", () => expect(1 + 1).toBe(2));
`;

const plugin = `
  import demotool from "demotool/plugin";
  export default { plugins: [demotool()] };
`;

/** Projects of one test file each: its source, and the configuration. */
const projects = {
  bare: { test: plainTest, configuration: "export default {};" },
  plugin: { test: plainTest, configuration: plugin },
  fixtures: { test: plainTest.replace('"vitest"', '"demotool/fixtures"'), configuration: plugin },
};

type ProjectName = keyof typeof projects;

/** Whole runs in turn, from the start of the process to its end, in milliseconds. */
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
  const over = (name: ProjectName): number => median(times[name].map((time, round) => time - (times.bare[round] ?? 0)));
  report.addRuns("run without VMs, bare Vitest", times.bare, "ms");
  report.addRuns("run without VMs, with the plugin", times.plugin, "ms");
  report.limit("run without VMs, overhead of the plugin, median of the pairs, ms", over("plugin"), limit);
  report.addRuns("run without VMs, a file with the fixtures", times.fixtures, "ms");
  report.limit(
    "run without VMs, overhead of a file with the fixtures, median of the pairs, ms",
    over("fixtures"),
    limit,
  );
}

/** A project with the built demotool in its `node_modules`, as npm would put it there, and Vitest. */
async function makeProject(directory: string, { test, configuration }: (typeof projects)[ProjectName]): Promise<void> {
  const modules = join(directory, "node_modules");
  await mkdir(modules, { recursive: true });
  await cp(join(repository, "dist"), join(modules, "demotool", "dist"), { recursive: true });
  await cp(join(repository, "package.json"), join(modules, "demotool", "package.json"));
  const { dependencies } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  for (const name of [...Object.keys(dependencies), "vitest"]) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(repository, "node_modules", name), join(modules, name));
  }
  await writeFile(join(directory, "package.json"), '{ "type": "module" }');
  await writeFile(join(directory, "vitest.config.js"), configuration);
  await writeFile(join(directory, "sum.test.js"), test);
}

async function runVitest(directory: string): Promise<number> {
  const start = performance.now();
  await execa(process.execPath, [join(directory, "node_modules", "vitest", "vitest.mjs"), "run"], {
    cwd: directory,
    env: outerEnvironment(),
    extendEnv: false,
    stdin: "ignore",
  });
  return performance.now() - start;
}
