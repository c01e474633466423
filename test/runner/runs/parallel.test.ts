// Several VMs at once in a run of Vitest: how many, which wait, and the effect on Vitest's own workers.
import { expect, test } from "vitest";
import { boots, demoProject, majors, outcomes, story } from "../demo-project.ts";

const guest = `image: "tiny-1", cpus: 1, memory: 256, readyDelay: 0`;

function configuration(plugin: string, test = ""): string {
  return `
    import { defineConfig } from "vitest/config";
    import demotool from "demotool/plugin";
    export default defineConfig({ plugins: [demotool({ ${guest}, ${plugin} })], test: { ${test} } });
  `;
}

/** Ends only once this many files have their VM at the same time. */
const meeting = (files: number): string => `
  import { test } from "demotool/fixtures";
  import { mkdir, readdir, writeFile } from "node:fs/promises";
  test("meets the others", { timeout: 200_000 }, async ({ vm }) => {
    await mkdir("met", { recursive: true });
    await writeFile("met/" + vm.name, "");
    while ((await readdir("met")).length < ${files}) await new Promise((resolve) => setTimeout(resolve, 100));
  });
`;

test.for(majors)("Vitest %i: runs the requested number of VMs beside ordinary tests", async (major) => {
  await using project = await demoProject(major, {
    "vitest.config.ts": `
      import { defineConfig } from "vitest/config";
      import demotool from "demotool/plugin";
      const demos = demotool({ ${guest}, maxVms: 3 });
      export default defineConfig({
        test: {
          projects: [
            { test: { name: "ordinary", include: ["unit/*.test.ts"] } },
            { plugins: [demos], test: { name: "demos", include: ["demos/*.test.ts"] } },
          ],
        },
      });
    `,
    "unit/a.test.ts": `import { test } from "vitest"; test("ordinary a", () => {});`,
    "unit/b.test.ts": `import { test } from "vitest"; test("ordinary b", () => {});`,
    "demos/ID-1.test.ts": meeting(3),
    "demos/ID-2.test.ts": meeting(3),
    "demos/ID-3.test.ts": meeting(3),
  });
  const result = await project.run();
  expect(result.exitCode, story(result)).toBe(0);
  expect(result.json?.numPassedTests).toBe(5);
  expect(boots(result)).toBe(3);
  expect(story(result)).not.toContain("Vitest runs fewer files");
  expect(await project.leftovers()).toEqual([]);
});

test("waiting for another file's VM does not count towards time limits", async () => {
  const file = `
    import { readdirSync, writeFileSync } from "node:fs";
    import { setTimeout as delay } from "node:timers/promises";
    import { afterAll, expect, test } from "demotool/fixtures";
    const id = import.meta.url.at(-9);
    const count = (state) => readdirSync(".").filter((name) => name.startsWith(state)).length;
    writeFileSync("begun-" + id, "");
    test.beforeEach(({ vm }) => expect(vm.name).toMatch(/^demo-/));
    test("has a VM", ({ vm, task }) => {
      expect(vm.name).toMatch(/^demo-/);
      expect(task.timeout).toBe(2000);
      writeFileSync("placed-" + id, "");
    });
    // The VM is removed when this has ended: once the third file has waited for one longer than its limits. VMs of
    // other projects may hold up the second.
    afterAll(async () => {
      while (count("begun-") < 3 || count("placed-") < 2) await delay(100);
      await delay(4000);
    }, 300_000);
  `;
  await using project = await demoProject(5, {
    "vitest.config.ts": configuration("maxVms: 2", "maxWorkers: 3, testTimeout: 2000, hookTimeout: 2000"),
    "demos/ID-1.test.ts": file,
    "demos/ID-2.test.ts": file,
    "demos/ID-3.test.ts": file,
  });
  const result = await project.run();
  expect(result.exitCode, story(result)).toBe(0);
  expect(outcomes(result)).toEqual({ "has a VM": "passed" });
  expect(result.json?.numPassedTests).toBe(3);
  const waiting =
    /info waiting for a VM slot: this run has reached its limit of VMs domain="demo-\S+" maxVms=2 holder=\d+ vm="demo-/g;
  expect(story(result).match(waiting)).toHaveLength(1);
  expect(await project.leftovers()).toEqual([]);
});

test.for(majors)("Vitest %i: keeps the user's worker settings, with a warning", async (major) => {
  const file = `
    import { test } from "demotool/fixtures";
    test("runs", ({ demo }) => void demo.name);
  `;
  await using project = await demoProject(major, {
    "vitest.config.ts": configuration(""),
    "sequential.config.ts": configuration("maxVms: 2", "fileParallelism: false"),
    "demos/ID-1.test.ts": file,
    "demos/ID-2.test.ts": file,
  });
  const warning = /Vitest runs fewer files at a time than there may be VMs: .* maxWorkers=1 maxVms=2/g;
  const runs = [
    await project.run(["run", "--config=sequential.config.ts"]),
    await project.run(["run", "--maxWorkers=1"], { DEMOTOOL_MAX_VMS: "2" }),
    await project.run(["run"], { DEMOTOOL_MAX_VMS: "2", VITEST_MAX_WORKERS: "1" }),
  ];
  for (const result of runs) {
    expect(result.exitCode, story(result)).toBe(0);
    expect(story(result).match(warning), story(result)).toHaveLength(1);
  }
  const others = [
    await project.run(["run"], { DEMOTOOL_MAX_VMS: "2" }),
    await project.run(["run", "--maxWorkers=1"]),
    await project.run(["run", "--config=sequential.config.ts", "ID-1".replace("ID", project.id)]),
  ];
  for (const result of others) {
    expect(result.exitCode, story(result)).toBe(0);
    expect(story(result)).not.toMatch(warning);
  }
});
