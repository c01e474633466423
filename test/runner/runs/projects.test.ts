// Demos beside a user's ordinary tests, and one demo file in two projects.
import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { boots, coldProject, demoProject, domains, majors, outcomes, story } from "../demo-project.ts";

const ordinary = (id: string): string => `
  import { expect, test } from "vitest";
  test("ordinary ${id}", async ({ task }) => {
    expect(task.timeout).toBe(5000);
    console.log("ordinary ${id} starts " + Date.now());
    await new Promise((resolve) => setTimeout(resolve, 4000));
    console.log("ordinary ${id} ends " + Date.now());
  });
`;

test.for(majors)("Vitest %i: ordinary tests run as usual while demos wait for their VMs", async (major) => {
  // Each VM asks for every core of the host: one at a time.
  const whole = `{ image: "tiny-1", cpus: ${availableParallelism()}, memory: 512, readyDelay: 0 }`;
  await using project = await coldProject(major, {
    "vitest.config.ts": `
      import { defineConfig } from "vitest/config";
      import demotool from "demotool/plugin";
      const demos = (name) => ({ plugins: [demotool(${whole})], test: { name, include: ["demos/*.test.ts"] } });
      export default defineConfig({
        test: {
          // More workers than VMs that fit on the host.
          maxWorkers: 4,
          projects: [{ test: { name: "ordinary", include: ["unit/*.test.ts"] } }, demos("one"), demos("two")],
        },
      });
    `,
    "unit/a.test.ts": ordinary("a"),
    "unit/b.test.ts": ordinary("b"),
    "demos/ID-demo.test.ts": `
      import { test } from "demotool/fixtures";
      test("same", { timeout: 5000 }, async ({ vm }) => {
        console.log("demo " + vm.name + " writes to " + vm.demo.directory);
        await vm.screenshot();
      });
    `,
  });
  const run = project.start();
  let ended = false;
  const end = run.result.then((result) => {
    ended = true;
    return result;
  });
  let most = 0;
  while (!ended) {
    most = Math.max(most, (await domains(project.id)).length);
    await delay(100);
  }
  const result = await end;
  expect(result.exitCode, story(result)).toBe(0);
  // One demo waited far longer than its test's time limit, and got its VM when the other's was removed.
  expect(outcomes(result)).toEqual({ "ordinary a": "passed", "ordinary b": "passed", same: "passed" });
  expect(boots(result)).toBe(2);
  expect(story(result)).toMatch(/waiting for a VM slot: .* holder=\d+ vm="demo-/);
  expect(most).toBe(1);
  expect(result.stdout).toMatch(new RegExp(`demo demo-${project.id}-demo writes to .*/same\n`));
  expect(result.stdout).toMatch(
    new RegExp(`demo demo-two-${project.id}-demo writes to .*/two-${project.id}-demo-same\n`),
  );
  const at = (what: string): number => Number(new RegExp(`ordinary ${what} (\\d+)`).exec(result.stdout)?.[1]);
  expect(Math.max(at("a starts"), at("b starts"))).toBeLessThan(Math.min(at("a ends"), at("b ends")));
  expect(await project.leftovers()).toEqual([]);
});

test.for(majors)("Vitest %i: projects can share the root's plugin", async (major) => {
  await using project = await demoProject(major, {
    "vitest.config.ts": `
      import { defineConfig } from "vitest/config";
      import demotool from "demotool/plugin";
      const include = ["demos/*.test.ts"];
      export default defineConfig({
        plugins: [demotool({ image: "absent-1" })],
        test: { projects: [
            { extends: true, test: { name: "one", include } },
            { extends: true, test: { name: "two", include } },
          ] },
      });
    `,
    "demos/ID-demo.test.ts": `
      import { expect, test } from "demotool/fixtures";
      test("same", ({ image, demo }) => {
        expect(image).toBe("absent-1");
        console.log("writes to " + demo.directory);
      });
    `,
  });
  const result = await project.run();
  expect(outcomes(result), story(result)).toEqual({ same: "passed" });
  expect(result.stderr).not.toContain("the plugin demotool() is not in");
  const directories = [...result.stdout.matchAll(/writes to .*\/(.*)/g)].map((match) => match[1]);
  expect(directories.sort()).toEqual(["same", `two-${project.id}-demo-same`]);
});
