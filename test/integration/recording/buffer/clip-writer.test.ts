// The video of what a screen has shown lately.
import { mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import { run } from "../../../../src/base/process/process.ts";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { writeClip } from "../../../../src/recording/buffer/clip-writer.ts";
import { FrameHistory } from "../../../../src/recording/buffer/frame-history.ts";
import type { Clip } from "../../../../src/recording/buffer/screen-buffer.ts";
import { Patch } from "../../../../src/recording/frames/patch.ts";
import { testDirectory } from "../../../support/domains.ts";
import { summary } from "../../../support/video/video.ts";

const size = { width: 320, height: 200 };

/** A screen of one grey. */
function grey(value: number, { width, height } = size): Frame {
  return { width, height, data: new Uint8Array(width * height * 4).fill(value) };
}

/** A new grey every 250 ms, 20 brighter than the last; the history keeps the last two seconds: from 40 to 180. */
function greys(): FrameHistory {
  const history = new FrameHistory({ length: 2000, bytes: 1e9 }, grey(0), 0, undefined);
  for (let step = 1; step < 10; step++) {
    const patches = [new Patch(grey(step * 20), { x: 0, y: 0, ...size })];
    history.add({ time: step * 250, pointer: undefined, patches });
  }
  return history;
}

const pastOf = (history: FrameHistory, end: number): Clip => ({ frames: history.frames(end), end });

/** The brightness at the centre of each frame of a video. */
async function brightness(path: string): Promise<number[]> {
  const raw = join(await testDirectory(), "middle.raw");
  const filter = ["-vf", `crop=2:2:${size.width / 2}:${size.height / 2}`];
  await run("ffmpeg", ["-v", "error", "-i", path, ...filter, "-pix_fmt", "gray", "-f", "rawvideo", raw], {
    timeout: 60_000,
  });
  return [...(await readFile(raw))].filter((_, index) => index % 4 === 0);
}

test("the clip has the original pace and end", async () => {
  const path = join(await testDirectory(), "failure.mp4");
  await writeClip(pastOf(greys(), 2500), path, Deadline.after(60_000, "replay"));
  expect(await summary(path)).toMatchObject({ ...size, codec: "h264", frames: 61 });
  const frames = await brightness(path);
  // A frame shows the end of its thirtieth of a second, so a change is in the frame it falls in.
  const expected = Array.from({ length: 61 }, (_, frameIndex) =>
    Math.min(9, Math.floor((500 + (frameIndex * 1000) / 30 + 33) / 250)),
  );
  expect(frames.map((frame) => Math.round(frame / 20))).toEqual(expected);
  expect(await readdir(dirname(path))).toEqual(["failure.mp4"]);
});

test("a screen that changes its size is scaled to the video's", async () => {
  const path = join(await testDirectory(), "failure.mp4");
  const history = new FrameHistory({ length: 5000, bytes: 1e9 }, grey(20), 0, undefined);
  history.add({ time: 500, pointer: undefined, frame: grey(100, { width: 640, height: 400 }), patches: [] });
  history.add({ time: 1000, pointer: undefined, frame: grey(200), patches: [] });
  await writeClip(pastOf(history, 1500), path, Deadline.after(60_000, "replay"));
  expect(await summary(path)).toMatchObject({ ...size, frames: 46 });
  const frames = await brightness(path);
  expect([frames[5], frames[22], frames[40]].map((value) => Math.round((value ?? 0) / 20))).toEqual([1, 5, 10]);
});

test("a timeout leaves no file", async () => {
  const path = join(await testDirectory(), "failure.mp4");
  const past = pastOf(greys(), 2500);
  await expect(writeClip(past, path, Deadline.after(1, "replay"))).rejects.toThrow(/longer than 1 ms/);
  expect(await readdir(dirname(path))).toEqual([]);
});

test("a clip that cannot get its name leaves no file", async () => {
  const path = join(await testDirectory(), "failure.mp4");
  await mkdir(path);
  const clip = pastOf(greys(), 2500);
  await expect(writeClip(clip, path, Deadline.after(60_000, "replay"))).rejects.toMatchObject({ code: "RECORDING" });
  expect(await readdir(dirname(path))).toEqual(["failure.mp4"]);
});
