// A demo recorded from start to end by a plain Node program.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { summary } from "../../support/video/video.ts";
import { demoProject } from "../demo-project.ts";

test("recordDemo records its whole body, sections included, and leaves no VM", async () => {
  await using project = await demoProject(5, {
    "program.mjs": `
      import { setTimeout as delay } from "node:timers/promises";
      import { recordDemo } from "demotool";
      const options = { quality: "low", vm: { cpus: 1, memory: 512, readyDelay: 0 } };
      const name = await recordDemo("ID Complex Demo", "tiny-1", async (vm, demo) => {
        await vm.step("Look", () => delay(500));
        await vm.record("section", () => vm.step("Wait", () => delay(500)));
        return vm.name + " in " + demo.name;
      }, options);
      console.log(name);
      const failing = recordDemo("ID failing", () => { throw new Error("no luck"); }, options);
      await failing.catch((error) => console.log(error.message));
    `,
  });
  const env = { XDG_CACHE_HOME: join(project.directory, "cache"), DEMOTOOL_ACCEL: "tcg", DEMOTOOL_IMAGE: "tiny-1" };
  const result = await execa("node", ["program.mjs"], { cwd: project.directory, env, timeout: 200_000 });
  const name = `${project.id}-complex-demo`;
  expect(result.stdout.split("\n")).toEqual([`demo-${name} in ${project.id} Complex Demo`, "no luck"]);
  expect(await project.videos()).toEqual([name, `${project.id}-failing`]);
  const videos = (demo: string, file = ""): string => join(project.directory, "demo-videos", demo, file);
  expect((await readdir(videos(name))).sort()).toEqual(
    [`${name}.mp4`, `${name}.vtt`, "section.mp4", "section.vtt", "journal.jsonl"].sort(),
  );
  const whole = await summary(videos(name, `${name}.mp4`));
  expect(whole.chapters.map(({ title }) => title)).toEqual(expect.arrayContaining(["Look", "Wait"]));
  expect(whole.seconds).toBeGreaterThan((await summary(videos(name, "section.mp4"))).seconds);
  expect((await readdir(videos(`${project.id}-failing`))).sort()).toEqual([
    "journal.jsonl",
    `${project.id}-failing.partial.mp4`,
  ]);
  expect(await project.leftovers()).toEqual([]);
});
