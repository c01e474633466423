// Nothing is built and no VM boots unless a selected test asks for one.
import { expect, test } from "vitest";
import { boots, demoProject, majors, outcomes, story } from "../demo-project.ts";

/** A missing image, and a host without the programs to build it: any attempt fails. */
const noImage = `
  import { defineConfig } from "vitest/config";
  import demotool from "demotool/plugin";
  export default defineConfig({ plugins: [demotool({ image: "absent-1" })] });
`;

const withVm = `
  import { test } from "demotool/fixtures";
  test("on a desktop", async ({ vm }) => void (await vm.exec("true")));
`;

const nothingInstalled = { PATH: "/nonexistent" };

test.for(majors)("Vitest %i: builds no image for files that need none", async (major) => {
  await using project = await demoProject(major, {
    "vitest.config.ts": noImage,
    "ordinary.test.ts": `import { test } from "vitest"; test("ordinary", ({ task }) => {
      if (task.timeout !== 5000) throw new Error("another time limit: " + task.timeout);
    });`,
    "demos/ID-files.test.ts": `
      import { writeFileSync } from "node:fs";
      import { test } from "./helper.ts";
      test("files only", ({ demo }) => writeFileSync(demo.path("note.txt"), "hello"));
    `,
    "demos/helper.ts": 'export * from "demotool/fixtures";',
    "demos/ID-desktop.test.ts": withVm,
  });
  const result = await project.run(["run", "ordinary", "files"], nothingInstalled);
  expect(outcomes(result), story(result)).toEqual({ ordinary: "passed", "files only": "passed" });
  expect(await project.videos()).toEqual(["files-only"]);

  const list = await project.run(["list", ...(major === 5 ? ["--no-static-parse"] : [])], nothingInstalled);
  expect(list.exitCode, story(list)).toBe(0);
  expect(list.stdout).toContain("on a desktop");

  const needed = await project.run(["run", "desktop"], nothingInstalled);
  expect(needed.exitCode).toBe(1);
  expect(story(needed)).toContain("ImageBuildError");
  expect(outcomes(needed)).toEqual({});
});

test.for(majors)("Vitest %i: boots no VM for tests that do not run or do not ask for one", async (major) => {
  await using project = await demoProject(major, {
    "demos/ID-skipped.test.ts": `
      import { describe, test } from "demotool/fixtures";
      test.skip("skipped", async ({ vm }) => vm);
      describe.skip("suite", () => test("skipped too", async ({ vm }) => vm));
      test.todo("to do");
      test("without a VM", ({ demo }) => demo.name);
    `,
    "demos/ID-only.test.ts": `
      import { test } from "demotool/fixtures";
      test.only("the only one", () => {});
      test("not this one", async ({ vm }) => vm);
    `,
    "demos/ID-named.test.ts": `
      import { test } from "demotool/fixtures";
      test("ordinary, without a VM", () => {});
      test("with a VM", async ({ vm }) => vm);
    `,
  });
  const result = await project.run(["run", "--allowOnly", "-t", "without a VM|only one"]);
  expect(result.exitCode, story(result)).toBe(0);
  expect(boots(result)).toBe(0);
  expect(Object.values(outcomes(result)).filter((status) => status === "passed")).toHaveLength(3);
});

test.for(majors)("Vitest %i: without the plugin, the fixtures warn and work", async (major) => {
  await using project = await demoProject(major, {
    "vitest.config.ts": "export default {};",
    "ID-bare.test.ts": `
      import { test } from "demotool/fixtures";
      test("bare", ({ demo }) => { if (!demo.directory.endsWith("/demo-videos/bare")) throw new Error(demo.directory); });
    `,
  });
  const result = await project.run();
  expect(outcomes(result), story(result)).toEqual({ bare: "passed" });
  expect(result.stderr).toContain("the plugin demotool() is not in this project's Vitest configuration");
});

test.for(majors)("Vitest %i: invalid options end the run with the reason", async (major) => {
  await using project = await demoProject(major, {
    "vitest.config.ts": `
      import demotool from "demotool/plugin";
      export default { plugins: [demotool({ cpus: 0 })] };
    `,
    "ID-a.test.ts": 'import { test } from "demotool/fixtures"; test("a", () => {});',
  });
  const result = await project.run();
  expect(result.exitCode).toBe(1);
  expect(story(result)).toContain("option cpus is out of range");
});
