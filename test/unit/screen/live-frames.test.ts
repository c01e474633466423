import { expect, test } from "vitest";
import { AbortedError } from "../../../src/base/errors.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { currentFrame, LiveFrames } from "../../../src/screen/live-frames.ts";
import { type Colour, colourAt, FakeScreen } from "../../support/rfb/fake-screen.ts";

const red: Colour = [255, 0, 0];
const green: Colour = [0, 255, 0];
const limit = (ms = 30_000): Deadline => Deadline.after(ms, "the test's step");
const box = { x: 10, y: 10, width: 5, height: 5 };

test("the current frame has changes that the server had not reported", async () => {
  const screen = new FakeScreen();
  screen.unseen = () => screen.paint({ ...box, colour: red });
  const frame = await currentFrame(screen, limit());
  expect(colourAt(frame, 12, 12)).toEqual(red);
  screen.paint({ ...box, colour: green });
  expect(colourAt(frame, 12, 12)).toEqual(red);
  expect(screen.listeners).toBe(0);
});

test("frames come with the changes since the last one, and stay unchanged", async () => {
  const screen = new FakeScreen();
  using frames = await LiveFrames.open(screen, limit());
  const first = frames.take();
  expect(first.changed).toBeUndefined();
  screen.paint({ ...box, colour: red });
  screen.paint({ x: 90, y: 50, width: 10, height: 10, colour: green });
  expect(colourAt(first.frame, 12, 12)).toEqual([0, 0, 0]);
  const second = frames.take();
  expect(second.changed).toMatchObject([box, { x: 90, y: 50 }]);
  expect(colourAt(second.frame, 12, 12)).toEqual(red);
  expect(colourAt(second.frame, 99, 59)).toEqual(green);
  expect(frames.take().changed).toEqual([]);
});

test("no frame shows a partial update", async () => {
  const screen = new FakeScreen();
  using frames = await LiveFrames.open(screen, limit());
  // The client paints before it notifies.
  screen.framebuffer.data.fill(77);
  expect(colourAt(frames.take().frame, 12, 12)).toEqual([0, 0, 0]);
});

test("another size gives a new frame, changed everywhere", async () => {
  const screen = new FakeScreen();
  using frames = await LiveFrames.open(screen, limit());
  frames.take();
  screen.paint({ ...box, colour: red });
  screen.resize(40, 30);
  screen.paint({ x: 39, y: 29, width: 1, height: 1, colour: green });
  const { frame, changed } = frames.take();
  expect([frame.width, frame.height]).toEqual([40, 30]);
  expect(changed).toMatchObject([{ x: 0, y: 0, width: 40, height: 30 }, { x: 39 }]);
  expect(colourAt(frame, 39, 29)).toEqual(green);
  expect(colourAt(frame, 12, 12)).toEqual([0, 0, 0]);
});

test("merges very many small changes into a large one", async () => {
  const screen = new FakeScreen();
  using frames = await LiveFrames.open(screen, limit());
  frames.take();
  for (let x = 0; x < 100; x++) screen.paint({ x, y: x % 60, width: 1, height: 1, colour: red });
  const { changed = [], frame } = frames.take();
  expect(changed.length).toBeLessThan(65);
  expect(changed).toContainEqual(expect.objectContaining({ x: 0, y: 0 }));
  for (let x = 0; x < 100; x++) expect(colourAt(frame, x, x % 60)).toEqual(red);
});

test("checks a condition after each change until the timeout or the deadline", async () => {
  const screen = new FakeScreen();
  using frames = await LiveFrames.open(screen, limit());
  const reached = frames.until(() => frames.changed.length >= 2, limit());
  screen.paint({ ...box, colour: red });
  screen.paint({ ...box, colour: green });
  expect(await reached).toBe(true);
  expect(await frames.until(() => false, limit(20))).toBe(false);
  const stop = new AbortController();
  const stopped = frames.until(() => false, Deadline.after(30_000, "wait", { signal: stop.signal }));
  stop.abort();
  await expect(stopped).rejects.toThrow(AbortedError);
});

test("keeps the server awake while frames are open", async () => {
  const screen = new FakeScreen();
  {
    using _frames = await LiveFrames.open(screen, limit());
    expect([screen.awake, screen.listeners]).toEqual([1, 1]);
  }
  expect([screen.awake, screen.listeners]).toEqual([0, 0]);
  const over = limit(1);
  await new Promise((resolve) => over.signal.addEventListener("abort", resolve));
  await expect(LiveFrames.open(screen, over)).rejects.toThrow("took longer");
  expect([screen.awake, screen.listeners]).toEqual([0, 0]);
});
