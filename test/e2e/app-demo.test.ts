// One of the demos of a person's programs, from its prepared state: Firefox with a form.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { journalFile } from "../../src/base/journal/lines.ts";
import { repository } from "../support/source.ts";
import { probe } from "../support/video/video.ts";
import { runDemos } from "./run-demos.ts";

test("the demo of Firefox passes and leaves its video", async () => {
  const started = await runDemos(1, "--config", join(repository, "demos/apps/vitest.config.ts"), "firefox");
  const directory = join(started, "demo-videos/order-a-coffee");
  expect((await readdir(directory)).sort()).toEqual([journalFile, "order.mp4", "order.vtt"]);
  const { streams, chapters } = await probe(join(directory, "order.mp4"));
  expect(streams).toMatchObject([{ codec_name: "h264", width: 1280, height: 800 }]);
  expect(chapters.map(({ tags }) => tags.title)).toEqual(["Fill in the form", "Send the order"]);
});
