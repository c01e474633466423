// Runs that end early, by --bail or a signal, leave no VM.
import type { Readable } from "node:stream";
import { expect, test } from "vitest";
import { coldProject, demoProject, majors, outcomes, story } from "../demo-project.ts";

const demo = `
  import { test } from "demotool/fixtures";
  test("one", async ({ vm }) => vm);
  test("two", async ({ vm }) => vm);
`;

test.for(majors)("Vitest %i: --bail ends a running boot", async (major) => {
  await using project = await coldProject(major, {
    "demos/ID-demo.test.ts": `${demo.replace("test(", 'test.override("vmOptions", { readyDelay: 60_000 });\ntest(')}`,
    "ID-ordinary.test.ts": `
      import { existsSync, readdirSync } from "node:fs";
      import { expect, test } from "vitest";
      const folders = process.env.XDG_CACHE_HOME + "/demotool/run";
      test("fails", { timeout: 200_000 }, async () => {
        const boots = () => existsSync(folders) && readdirSync(folders).length > 0;
        await expect.poll(boots, { timeout: 180_000 }).toBe(true);
        throw new Error("enough");
      });
    `,
  });
  const result = await project.run(["run", "--bail=1", "--maxWorkers=2"]);
  expect(outcomes(result), story(result)).toEqual({ fails: "failed", one: "skipped", two: "skipped" });
  expect(story(result)).not.toContain("info boot: delay");
  expect(await project.leftovers()).toEqual([]);
});

test.for(majors.flatMap((major) => (["SIGINT", "SIGTERM"] as const).map((signal) => [major, signal] as const)))(
  "Vitest %i: %s during a boot leaves nothing",
  async ([major, signal]) => {
    await using project = await coldProject(major, {
      "demos/ID-demo.test.ts": `${demo.replace("test(", 'test.override("vmOptions", { readyDelay: 60_000 });\ntest(')}`,
    });
    const running = project.start();
    await line(running.stderr, /info boot: vnc/);
    expect(await project.leftovers()).toHaveLength(3);
    running.kill(signal);
    await running.result;
    // libvirt removes the domain when it notices the end of the worker, which may be slightly after the main process.
    await expect.poll(() => project.leftovers(), { timeout: 20_000, interval: 200 }).toEqual([]);
  },
);

test.for(majors)("Vitest %i: after kill -9, the next start removes the leftovers", async (major) => {
  await using project = await demoProject(major, {
    "demos/ID-demo.test.ts": `
      import { test } from "demotool/fixtures";
      test("one", async ({ vm }) => { if (process.env.WAIT) await new Promise(() => {}); await vm.exec("true"); });
    `,
  });
  const running = project.start(["run"], { WAIT: "1" });
  await line(running.stderr, /info ready/);
  running.kill("SIGKILL");
  await running.result;
  await expect
    .poll(async () => (await project.leftovers()).filter((left) => !left.includes("~")), { timeout: 20_000 })
    .toEqual([]);
  const result = await project.run();
  expect(result.exitCode, story(result)).toBe(0);
  expect(await project.leftovers()).toEqual([]);
});

/** Waits until a stream has matched a pattern. */
async function line(stream: Readable, pattern: RegExp): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let text = "";
  stream.on("data", (data) => {
    text += String(data);
    if (pattern.test(text)) resolve();
  });
  stream.once("close", () => reject(new Error(`ended without ${pattern}:\n${text}`)));
  await promise;
}
