// kill -9 of Vitest at any moment: the next start succeeds and leaves nothing.
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { coldProject, domains, outcomes, story } from "../demo-project.ts";

/** A tiny guest is ready after about eight seconds, and its body then runs for two. */
const longest = 10_000;

test("a start succeeds after a kill at any of ten random moments of boot and body", { timeout: 600_000 }, async () => {
  await using project = await coldProject(5, {
    "demos/ID-demo.test.ts": `
      import { expect, test } from "demotool/fixtures";
      test("one", async ({ vm }) => {
        await vm.screenshot("x");
        expect((await vm.exec("sleep", ["2"])).exitCode).toBe(0);
      });
    `,
  });
  const moments: number[] = [];
  for (let count = 0; count < 10; count++) {
    const moment = Math.round(Math.random() * longest);
    moments.push(moment);
    const running = project.start();
    await Promise.race([delay(moment), running.result]);
    running.kill("SIGKILL");
    await running.result;
    await expect
      .poll(() => domains(project.id), {
        timeout: 20_000,
        interval: 100,
        message: `killed after ${moments.join(", ")} ms`,
      })
      .toEqual([]);
  }
  const result = await project.run();
  expect(outcomes(result), `killed after ${moments.join(", ")} ms\n${story(result)}`).toEqual({ one: "passed" });
  expect(await project.leftovers()).toEqual([]);
});
