// The VM outlives the file's own afterAll hooks, in whichever order the user has hooks run.
import { expect, test } from "vitest";
import { demoProject, majors, outcomes, story, tinyOptions } from "./demo-project.ts";

test.for(majors.flatMap((major) => (["stack", "list"] as const).map((order) => [major, order] as const)))(
  "Vitest %i, sequence.hooks %s: afterAll still finds the VM",
  async ([major, order]) => {
    await using project = await demoProject(major, {
      "vitest.config.ts": `
        import { defineConfig } from "vitest/config";
        import demotool from "demotool/plugin";
        export default defineConfig({
          plugins: [demotool(${tinyOptions})],
          test: { sequence: { hooks: "${order}" } },
        });
      `,
      "demos/ID-hooks.test.ts": `
        import { afterAll, expect, test } from "demotool/fixtures";
        let machine;
        afterAll(async () => {
          expect((await machine.exec("true")).exitCode).toBe(0);
          console.log("afterAll found the VM");
        });
        test("one", async ({ vm }) => { machine = vm; });
      `,
    });
    const result = await project.run();
    expect(outcomes(result), story(result)).toEqual({ one: "passed" });
    expect(result.exitCode, story(result)).toBe(0);
    expect(story(result)).toContain("afterAll found the VM");
    expect(await project.leftovers()).toEqual([]);
  },
);
