// One of the demos of a person's programs, from its prepared state: Firefox with a form.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { journalFile } from "../../src/base/journal/lines.ts";
import { probe } from "../support/video/video.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("the demo of Firefox passes and leaves its video", async () => {
  const started = await mkdtemp(join(tmpdir(), "demotool-app-demo-"));
  onTestFinished(() => rm(started, { recursive: true }));
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const config = join(root, "demos/apps/vitest.config.ts");
  const result = await execa(process.execPath, [vitest, "run", "--config", config, "firefox"], {
    cwd: started,
    reject: false,
    all: true,
    env: { NO_COLOR: "1" },
  });
  expect(result.exitCode, result.all).toBe(0);
  expect(result.all).toMatch(/Tests\s+1 passed/);

  const directory = join(started, "demo-videos/order-a-coffee");
  expect((await readdir(directory)).sort()).toEqual([journalFile, "order.mp4", "order.vtt"]);
  const { streams, chapters } = await probe(join(directory, "order.mp4"));
  expect(streams).toMatchObject([{ codec_name: "h264", width: 1280, height: 800 }]);
  expect(chapters.map(({ tags }) => tags.title)).toEqual(["Fill in the form", "Send the order"]);
});
