// Demos of a person's program, from one prepared state: Firefox with a form, whose page gets a mouse.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { journalFile } from "../../src/base/journal/lines.ts";
import { repository } from "../support/source.ts";
import { probe } from "../support/video/video.ts";
import { runDemos } from "./run-demos.ts";

test("the demos of Firefox pass and leave their videos", async () => {
  const started = await runDemos(2, "--config", join(repository, "demos/apps/vitest.config.ts"), "firefox");
  const directory = join(started, "demo-videos/order-a-coffee");
  expect((await readdir(directory)).sort()).toEqual([journalFile, "order.mp4", "order.vtt"]);
  const { streams, chapters } = await probe(join(directory, "order.mp4"));
  expect(streams).toMatchObject([{ codec_name: "h264", width: 1280, height: 800 }]);
  expect(chapters.map(({ tags }) => tags.title)).toEqual(["Fill in the form", "Send the order"]);
  const copied = join(started, "demo-videos/copy-a-part-of-the-receipt");
  expect((await readdir(copied)).sort()).toEqual(["copy.mp4", journalFile]);
});
