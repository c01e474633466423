// One fresh VM per test file, for whoever asks for it in whatever way, booted outside of their time limits.
import { expect, test } from "vitest";
import { boots, demoProject, majors, outcomes, story, tinyOptions } from "./demo-project.ts";

const first = `
  import { afterEach, aroundEach, beforeEach, describe, expect, test } from "demotool/fixtures";
  import { existsSync } from "node:fs";

  test("asks for nothing", () => {});

  // The boot takes longer than this.
  test("install flow", { timeout: 5000 }, async ({ vm, demo }) => {
    expect(vm.name).toBe("demo-ID-first");
    expect(vm.demo).toBe(demo);
    expect(demo.directory).toBe(process.cwd() + "/demo-videos/install-flow");
    expect(existsSync(demo.directory)).toBe(false);
    await vm.exec("touch", ["/tmp/here"]);
  });

  test("the VM is the file's, the demo the test's", async ({ vm, demo }) => {
    expect((await vm.exec("test", ["-e", "/tmp/here"])).exitCode).toBe(0);
    expect(demo.directory).toMatch(/\\/the-vm-is-the-files-the-demo-the-tests$/);
    await vm.screenshot();
  });

  test.for([1, 2])("case %i", async (number, { vm, task }) => {
    expect(vm.demo.directory).toMatch(new RegExp("/case-" + number + "$"));
    expect(task.timeout).toBe(300_000);
  });

  describe.concurrent("at the same time", () => {
    test("one", async ({ vm }) => void (await vm.screenshot("screen")));
    test("two", async ({ vm }) => void (await vm.screenshot("screen")));
  });

  let name = "";
  describe("hooks", () => {
    test.beforeEach(async ({ vm }) => {
      name = vm.name;
    });
    afterEach(async ({ vm }) => void (await vm.exec("true")));
    aroundEach(async (run, { vm }) => {
      expect(vm.name).toBe("demo-ID-first");
      await run();
    });
    test("have the VM too", () => expect(name).toBe("demo-ID-first"));
  });

  const extended = test.extend("title", async ({ vm }) => vm.name + "!").extend({ other: 1 });
  extended("a fixture on top of the VM", ({ title, other }) => expect(title + other).toBe("demo-ID-first!1"));

  test.each([[1, 2]])("each %i of %i", (one, two) => expect(one + two).toBe(3));
  test.skip("skipped", ({ vm }) => vm);
  test.todo("to do");
  test.skipIf(true)("skipped if", ({ vm }) => vm);
  test.fails("fails as it should", async ({ vm }) => expect(vm.name).toBe("another"));
`;

const second = `
  import { beforeEach, expect, test } from "demotool/fixtures";
  test.override("vmOptions", { memory: 400 });
  beforeEach(async ({ vm }) => void vm.vncPort);
  test("has a fresh VM", { timeout: 5000 }, async ({ vm, image }) => {
    expect(image).toBe("tiny-1");
    expect(vm.name).toBe("demo-ID-second");
    expect((await vm.exec("test", ["-e", "/tmp/here"])).exitCode).toBe(1);
    const { stdout } = await vm.exec("awk", ["/MemTotal/ { print $2 }", "/proc/meminfo"]);
    expect(Number(stdout)).toBeLessThan(400 * 1024);
  });
`;

test.for(majors)("Vitest %i: each file has its VM, whoever asks for it", async (major) => {
  await using project = await demoProject(major, {
    "demos/ID-first.test.ts": first,
    "demos/ID-second.test.ts": second,
  });
  const result = await project.run();
  expect(result.exitCode, story(result)).toBe(0);
  expect(Object.values(outcomes(result)).filter((status) => status === "passed")).toHaveLength(12);
  expect(boots(result)).toBe(2);
  expect(await project.videos()).toEqual([
    "at-the-same-time-one",
    "at-the-same-time-two",
    "the-vm-is-the-files-the-demo-the-tests",
  ]);
  expect(await project.leftovers()).toEqual([]);
});

test.for(majors)("Vitest %i: without isolation, a file's image stays its own", async (major) => {
  const demo = (image: string, override = ""): string => `
    import { expect, test } from "demotool/fixtures";
    ${override}
    test("on ${image}", async ({ vm, image }) => {
      expect(image).toBe("${image}");
      await vm.exec("true");
    });
  `;
  await using project = await demoProject(major, {
    // In the order of their names, one worker for all.
    "vitest.config.ts": `
      import { defineConfig } from "vitest/config";
      import { BaseSequencer } from "vitest/node";
      import demotool from "demotool/plugin";
      class ByName extends BaseSequencer {
        async sort(files) { return files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId)); }
      }
      export default defineConfig({
        plugins: [demotool(${tinyOptions})],
        test: { isolate: false, maxWorkers: 1, sequence: { sequencer: ByName } },
      });
    `,
    "demos/ID-1.test.ts": demo("tiny-2", 'test.override("image", "tiny-2");'),
    "demos/ID-2.test.ts": demo("tiny-1"),
  });
  await project.addImage("tiny-2");
  const result = await project.run();
  expect(result.exitCode, story(result)).toBe(0);
  expect(story(result)).toMatch(/ready .*-1" image="tiny-2"[\s\S]*ready .*-2" image="tiny-1"/);
  expect(await project.leftovers()).toEqual([]);
});
