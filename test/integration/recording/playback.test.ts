// Recordings play in a browser: Chromium knows the length, seeks, and shows the right colours.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Region } from "../../../src/base/geometry/region.ts";
import { captionCues, webVtt } from "../../../src/recording/captions.ts";
import { startRecording, type Video } from "../../../src/recording/recorder.ts";
import { type Colour, FakeScreen } from "../../support/rfb/fake-screen.ts";
import { openVideo, type VideoPage } from "../../support/video/video-page.ts";

const size = { width: 1280, height: 800 };

interface Scene {
  readonly title: string;
  readonly colour: Colour;
  /** Default: the whole screen. */
  readonly region?: Region;
}

const firstScene: Scene = { title: "Red", colour: [255, 0, 0] };

/** The colours to paint, one second each. */
const scenes: readonly Scene[] = [
  firstScene,
  { title: "Green", colour: [0, 255, 0] },
  { title: "Blue & grey", colour: [0, 0, 255] },
  { title: "White", colour: [255, 255, 255], region: { x: 640, y: 400, width: 320, height: 200 } },
];

let directory: string;
let video: Video;
let page: VideoPage;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-playback-"));
  const screen = new FakeScreen(size.width, size.height);
  const paint = ({ colour, region }: Scene): void => screen.paint({ x: 0, y: 0, ...size, ...region, colour });
  paint(firstScene);
  await using recording = await startRecording(screen, join(directory, "colours.mp4"));
  for (const scene of scenes) {
    const end = recording.chapter(scene.title);
    paint(scene);
    await delay(1000);
    end();
  }
  video = await recording.finish();
  const captions = join(directory, "colours.vtt");
  await writeFile(captions, webVtt(captionCues(video.chapters)));
  page = await openVideo(video.path, captions);
});
afterAll(async () => {
  await page?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** Pixels outside and inside of the last painted region. */
const points = [
  { x: 100, y: 100 },
  { x: 800, y: 500 },
];

/** Tolerance for a video's colours, which differ slightly from the screen's. */
function expectColour(actual: Colour | undefined, expected: Colour, what: string): void {
  const distance = Math.max(...expected.map((value, index) => Math.abs(value - (actual?.[index] ?? Number.NaN))));
  expect(distance, `${what}: ${actual}, not ${expected}`).toBeLessThanOrEqual(16);
}

/** Waits until the colours at the {@link points} match: a browser may draw a frame slightly after seeking. */
async function expectColoursAt(
  seconds: number,
  expected: readonly (Colour | undefined)[],
  what: string,
  shown = page,
): Promise<void> {
  const look = async (): Promise<void> => {
    const colours = await shown.coloursAt(seconds, points);
    for (const [index, colour] of expected.entries()) if (colour) expectColour(colours[index], colour, what);
  };
  await vi.waitFor(look, { timeout: 10_000 });
}

/** The middle of a chapter, in seconds. */
function middleOf(title: string): number {
  const chapter = video.chapters.find((each) => each.title === title);
  return chapter ? (chapter.start + chapter.end) / 2 : Number.NaN;
}

test("a browser knows the length and size", () => {
  expect(video.seconds).toBeGreaterThanOrEqual(scenes.length);
  expect(page.video.duration).toBeCloseTo(video.seconds, 2);
  expect(page.video).toMatchObject(size);
});

test("a browser seeks both ways and shows the colours of that time", async () => {
  for (const title of ["White", "Red", "Blue & grey", "Green", "Red"]) {
    const scene = scenes.find((each) => each.title === title);
    const whole = scene?.region ? scenes[scenes.indexOf(scene) - 1] : scene;
    await expectColoursAt(middleOf(title), [whole?.colour ?? [0, 0, 0], scene?.colour ?? [0, 0, 0]], title);
  }
});

test("a browser can seek to the first and the last frame", async () => {
  await expectColoursAt(0, [[255, 0, 0]], "the first frame");
  await expectColoursAt(video.seconds - 1 / 60, [undefined, [255, 255, 255]], "the last frame");
});

test("a browser plays it from start to end in real time, without an error", async () => {
  const { seconds, last } = await page.play();
  expect(last).toBeCloseTo(video.seconds, 1);
  expect(seconds).toBeGreaterThan(video.seconds * 0.9);
});

test("a browser reads the chapters as captions", () => {
  expect(page.video.cues.map(({ text }) => text)).toEqual(["Red", "Green", "Blue &amp; grey", "White"]);
  for (const [index, cue] of page.video.cues.entries()) {
    expect(cue.start).toBeCloseTo(video.chapters[index]?.start ?? Number.NaN, 2);
    expect(cue.end).toBeCloseTo(video.chapters[index]?.end ?? Number.NaN, 2);
  }
});

test("an abandoned recording plays to its end", async () => {
  const screen = new FakeScreen(size.width, size.height);
  await using recording = await startRecording(screen, join(directory, "abandoned.mp4"));
  screen.paint({ x: 0, y: 0, ...size, colour: [0, 0, 255] });
  await delay(1500);
  const abandoned = await recording.abandon();
  await using partial = await openVideo(recording.partialPath);
  const { last } = await partial.play();
  expect(last).toBeCloseTo(abandoned?.seconds ?? Number.NaN, 1);
  await expectColoursAt(1, [[0, 0, 255]], "what was recorded last", partial);
});

test("an invalid video is an error, not a wait", async () => {
  const path = join(directory, "broken.mp4");
  await writeFile(path, "no video");
  await expect(openVideo(path)).rejects.toThrow("DEMUXER_ERROR");
});
