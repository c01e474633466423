// What a recording writes: file format, length, chapters, and a frame for each change of the screen.
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Quality, startRecording } from "../../../src/recording/recorder.ts";
import { connectVnc } from "../../../src/rfb/connect.ts";
import { testDirectory } from "../../support/domains.ts";
import { graphicsMode } from "../../support/guests/boot-sector.ts";
import { bootSectorImage } from "../../support/guests/tiny-guest.ts";
import { startQemu } from "../../support/host/qemu.ts";
import { xvncScreen } from "../../support/rfb/xvnc-screen.ts";
import { countFrames, frames, type Planes, probe, topLevelBoxes } from "../../support/video/video.ts";

async function videoPath(): Promise<string> {
  return join(await testDirectory(), "section.mp4");
}

async function lastPicture(path: string): Promise<Planes | undefined> {
  let last: Planes | undefined;
  for await (const frame of frames(path)) last = { ...frame, y: frame.y.slice() };
  return last;
}

test("a video is H.264 at 30 frames per second with the screen's size, chapters and a leading index", async () => {
  await using screen = await xvncScreen();
  const path = await videoPath();
  await writeFile(path, "an older video");
  const recording = await startRecording(screen.client, path);
  expect(recording).toMatchObject({ path, partialPath: path.replace(".mp4", ".partial.mp4") });
  expect(existsSync(recording.partialPath)).toBe(true);
  const endFirst = recording.chapter("Move the pointer");
  for (let x = 0; x < 30; x++) {
    screen.client.pointer(100 + x * 4, 60);
    await delay(20);
  }
  endFirst();
  const start = recording.seconds();
  recording.chapter("Rest; see #2");
  // Long enough for frames that nobody encodes, and for a keyframe.
  await delay(11_000);
  const seconds = recording.seconds();
  const video = await recording.finish();
  await recording[Symbol.asyncDispose]();

  expect(await readdir(join(path, ".."))).toEqual(["section.mp4"]);
  expect(await topLevelBoxes(path)).toEqual(["ftyp", "moov", "free", "mdat"]);
  const { streams, format, packets, chapters } = await probe(path);
  expect(streams[0]).toMatchObject({
    codec_name: "h264",
    profile: "High",
    pix_fmt: "yuv420p",
    width: 640,
    height: 480,
    r_frame_rate: "30/1",
    avg_frame_rate: "30/1",
    has_b_frames: 0,
    color_range: "tv",
    color_space: "bt709",
    color_primaries: "bt709",
    color_transfer: "bt709",
  });
  expect(packets.length).toBe(video.frames);
  for (const [index, packet] of packets.entries()) {
    expect(Number(packet.pts_time)).toBeCloseTo(index / 30, 4);
    expect(Number(packet.duration_time)).toBeCloseTo(1 / 30, 4);
  }
  expect(packets.filter(({ flags }) => flags.startsWith("K")).length).toBe(2);
  expect(Math.abs(Number(format.duration) - seconds)).toBeLessThan(0.1);
  expect(video).toMatchObject({ path, width: 640, height: 480, seconds: expect.closeTo(video.frames / 30, 3) });
  expect(chapters.map(({ tags }) => tags.title)).toEqual(["Move the pointer", "Rest; see #2"]);
  expect(Number(chapters[1]?.start_time)).toBeCloseTo(start, 1);
  expect(video.chapters.at(-1)?.end).toBe(video.seconds);
  expect(await countFrames(path)).toBe(video.frames);
});

test("the shortest section has a frame: the current screen, without black before it", async () => {
  await using screen = await xvncScreen("320x240");
  const path = await videoPath();
  const video = await (await startRecording(screen.client, path)).finish();
  expect(video.frames).toBeGreaterThan(0);
  const brightness: number[] = [];
  for await (const { y } of frames(path)) brightness.push(y.reduce((sum, value) => sum + value, 0) / y.length);
  expect(brightness.length).toBe(video.frames);
  // X's pattern is a quarter white; black alone would be 16.
  expect(Math.min(...brightness)).toBeGreaterThan(60);
});

test("a screen of odd size gets its last column and row twice", async () => {
  await using screen = await xvncScreen("321x243");
  const path = await videoPath();
  const recording = await startRecording(screen.client, path);
  await delay(100);
  expect(await recording.finish()).toMatchObject({ width: 322, height: 244 });
  expect((await lastPicture(path))?.height).toBe(244);
});

test("lower quality makes a smaller file, and an invalid quality is rejected", async () => {
  await using screen = await xvncScreen();
  const sizes: number[] = [];
  for (const quality of ["high", "medium", "low"] as const) {
    const path = await videoPath();
    await (await startRecording(screen.client, path, { quality })).finish();
    sizes.push(Number((await probe(path)).format.size));
  }
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  expect(new Set(sizes).size).toBe(3);
  const path = await videoPath();
  const wrong = startRecording(screen.client, path, { quality: "best" as Quality });
  await expect(wrong).rejects.toMatchObject({ code: "OPTION", next: "give one of high, medium, low" });
});

test("two concurrent recordings do not disturb each other", async () => {
  await using screen = await xvncScreen("320x240");
  const directory = await testDirectory();
  const whole = await startRecording(screen.client, join(directory, "whole.mp4"));
  const part = await startRecording(screen.client, join(directory, "part.mp4"));
  await delay(400);
  const { seconds } = await part.finish();
  screen.client.pointer(20, 20);
  await delay(400);
  const longer = await whole.finish();
  expect(longer.seconds).toBeGreaterThan(seconds + 0.3);
  expect(await countFrames(longer.path)).toBe(longer.frames);
});

test("an abandoned recording keeps its partial name and plays", async () => {
  await using screen = await xvncScreen("320x240");
  const path = await videoPath();
  {
    await using recording = await startRecording(screen.client, path);
    await delay(500);
    expect((await recording.abandon())?.path).toBe(recording.partialPath);
  }
  expect(await readdir(join(path, ".."))).toEqual(["section.partial.mp4"]);
  expect(await countFrames(path.replace(".mp4", ".partial.mp4"))).toBeGreaterThan(12);
  await (await startRecording(screen.client, path)).finish();
  expect(await readdir(join(path, ".."))).toEqual(["section.mp4"]);
});

test("a screen that changes its size is scaled to the initial size", async () => {
  await using qemu = await startQemu({ image: await bootSectorImage({ changing: 3, screen: "graphics" }) });
  await using client = await connectVnc(qemu);
  await expect.poll(() => client.width, { timeout: 30_000, interval: 20 }).toBe(720);
  const path = await videoPath();
  const recording = await startRecording(client, path);
  await expect.poll(() => client.height === 400 && client.width, { timeout: 30_000, interval: 20 }).toBe(640);
  await delay(1000);
  expect(await recording.finish()).toMatchObject({ width: 720, height: 400 });
  const frame = await lastPicture(path);
  const brightness = (x: number, y: number): number => frame?.y[y * 720 + x] ?? Number.NaN;
  // 640 pixels in the middle of 720: bars between two black margins.
  const bar = (720 - graphicsMode.width * 2) / 2;
  for (const y of [10, 390]) {
    expect(brightness(20, y)).toBeLessThan(24);
    expect(brightness(700, y)).toBeLessThan(24);
    expect(brightness(bar + 15.5 * graphicsMode.barWidth * 2, y)).toBeGreaterThan(225);
    expect(brightness(bar + 7.5 * graphicsMode.barWidth * 2, y)).toBeGreaterThan(140);
  }
});
