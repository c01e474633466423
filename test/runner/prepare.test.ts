// What every VM of a project or a file is to have is done once, and found in each VM.
import { expect, test } from "vitest";
import { demoProject, outcomes, story } from "./demo-project.ts";

const configuration = `
  import { appendFileSync } from "node:fs";
  import { defineConfig } from "vitest/config";
  import demotool from "demotool/plugin";
  const done = "project";
  export default defineConfig({
    plugins: [
      demotool({
        image: "tiny-1", cpus: 1, memory: 512, readyDelay: 0,
        // What it closes over comes along.
        prepare: async (vm) => {
          appendFileSync("prepared.log", done + "\\n");
          await vm.exec("sh", ["-c", "echo " + done + " > /tmp/prepared"]);
        },
      }),
    ],
  });
`;

const looks = (what: string, file: string) => `
  import { expect, test } from "demotool/fixtures";
  test("${file} finds what was prepared", async ({ vm }) => {
    expect((await vm.exec("cat", ["/tmp/prepared"])).stdout).toBe("${what}\\n");
    expect((await vm.exec("test", ["-e", "/tmp/mine"])).exitCode).toBe(1);
    await vm.exec("touch", ["/tmp/mine"]);
  });
`;

const own = `
  ${looks("file", "own")}
  import { appendFileSync } from "node:fs";
  test.override("vmOptions", {
    prepare: async (vm) => {
      appendFileSync("prepared.log", "file\\n");
      await vm.exec("sh", ["-c", "echo file > /tmp/prepared"]);
    },
  });
`;

test("a project's preparation is done once for all its files; a file's own takes its place", async () => {
  await using project = await demoProject(5, {
    "vitest.config.ts": configuration,
    "demos/ID-one.test.ts": looks("project", "one"),
    "demos/ID-two.test.ts": looks("project", "two"),
    "demos/ID-own.test.ts": own,
  });
  const first = await project.run(["run", "--no-file-parallelism"]);
  expect(Object.values(outcomes(first)), story(first)).toEqual(["passed", "passed", "passed"]);
  const prepared = async (): Promise<readonly string[]> =>
    (await project.read("prepared.log")).trim().split("\n").sort();
  expect(await prepared()).toEqual(["file", "project"]);

  const second = await project.run(["run", "--no-file-parallelism"]);
  expect(Object.values(outcomes(second)), story(second)).toEqual(["passed", "passed", "passed"]);
  expect(story(second).match(/info ready .*start="warm"/g)).toHaveLength(3);
  expect(story(second)).not.toMatch(/\[demotool\] warn .*(saved|warm|prepared)/);
  expect(await prepared()).toEqual(["file", "project"]);

  // Without a warm start each VM is prepared for itself.
  const cold = await project.run(["run", "--no-file-parallelism", "one"], { DEMOTOOL_WARM: "0" });
  expect(Object.values(outcomes(cold)), story(cold)).toEqual(["passed"]);
  expect(await prepared()).toEqual(["file", "project", "project"]);
  expect(await project.leftovers()).toEqual([]);
});

test("a preparation that fails fails the file's tests with its reason, and leaves nothing", async () => {
  await using project = await demoProject(5, {
    "demos/ID-broken.test.ts": `
      import { test } from "demotool/fixtures";
      test.override("vmOptions", { prepare: () => { throw new Error("no such package"); } });
      test("is not reached", ({ vm }) => vm);
    `,
  });
  const result = await project.run();
  expect(Object.values(outcomes(result)), story(result)).toEqual(["failed"]);
  expect(story(result)).toMatch(/PrepareError: the VM demo-\S+ could not be prepared: no such package/);
  expect(await project.leftovers()).toEqual([]);
});
