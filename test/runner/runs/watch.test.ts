// Watch mode: each rerun has a fresh VM, and nothing is left while Vitest waits.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { expect, test } from "vitest";
import { demoProject, majors } from "../demo-project.ts";

test.for(majors)("Vitest %i: a rerun boots a fresh VM", async (major) => {
  await using project = await demoProject(major, {
    "demos/ID-demo.test.ts": `
      import { expect, test } from "demotool/fixtures";
      test("fresh", async ({ vm }) => {
        expect((await vm.exec("mkdir", ["/tmp/mark"])).exitCode).toBe(0);
      });
    `,
  });
  const running = project.start(["watch"]);
  try {
    const waiting = counter(running.stdout, /Waiting for file changes|Watching for file changes/g);
    await expect.poll(waiting, { timeout: 120_000, interval: 100 }).toBe(1);
    expect(await project.leftovers()).toEqual([]);
    const file = join(project.directory, `demos/${project.id}-demo.test.ts`);
    // At once: an empty file would run as well.
    writeFileSync(file, readFileSync(file, "utf8").replace('"fresh"', '"fresh again"'));
    await expect.poll(waiting, { timeout: 120_000, interval: 100 }).toBe(2);
    expect(await project.leftovers()).toEqual([]);
  } finally {
    running.kill("SIGTERM");
  }
  const { stdout, stderr } = await running.result;
  expect(stdout + stderr).not.toContain("FAIL");
  expect(stderr.match(/info ready/g)).toHaveLength(2);
});

/** Counts the matches in a stream as they arrive. */
function counter(stream: Readable, pattern: RegExp): () => number {
  let text = "";
  stream.on("data", (data) => {
    text += String(data);
  });
  return () => text.match(pattern)?.length ?? 0;
}
