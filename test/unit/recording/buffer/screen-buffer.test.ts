import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ScreenBuffer } from "../../../../src/recording/buffer/screen-buffer.ts";
import { type Colour, colourAt, FakeScreen } from "../../../support/rfb/fake-screen.ts";

const red: Colour = [255, 0, 0];
const green: Colour = [0, 255, 0];

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** When something was shown, in milliseconds before the end, and the colour of one pixel then. */
function frames(recent: ScreenBuffer, x: number, y: number): { before: number; colour: Colour }[] {
  const { frames, end } = recent.take();
  return Array.from(frames, ({ time, frame }) => ({ before: Math.round(end - time), colour: colourAt(frame, x, y) }));
}

test("keeps frames with their times, and drops everything before a restart", () => {
  const screen = new FakeScreen();
  screen.paint({ x: 0, y: 0, width: 10, height: 10, colour: red });
  using recent = new ScreenBuffer(screen, { lengthMs: 30_000 });
  vi.advanceTimersByTime(1000);
  screen.paint({ x: 0, y: 0, width: 10, height: 10, colour: green });
  vi.advanceTimersByTime(500);
  expect(frames(recent, 5, 5).map(({ before, colour }) => [before, colour])).toEqual([
    [1500, red],
    [500, green],
    [0, green],
  ]);
  // Taking the history starts a new one.
  vi.advanceTimersByTime(500);
  expect(frames(recent, 5, 5).map(({ before, colour }) => [before, colour])).toEqual([
    [500, green],
    [0, green],
  ]);
});

test("keeps ten frames a second of a constantly changing screen", () => {
  const screen = new FakeScreen();
  using recent = new ScreenBuffer(screen, { lengthMs: 30_000 });
  for (let update = 0; update < 200; update++) {
    screen.paint({ x: update % 90, y: 0, width: 10, height: 10, colour: update % 2 === 0 ? red : green });
    vi.advanceTimersByTime(10);
  }
  const count = [...recent.take().frames].length;
  expect(count).toBeGreaterThan(15);
  expect(count).toBeLessThan(25);
});

test("leaves a quiet screen alone, and removes its listener when it stops", () => {
  const screen = new FakeScreen();
  const recent = new ScreenBuffer(screen, { lengthMs: 30_000 });
  expect(vi.getTimerCount()).toBe(0);
  expect(screen.awake).toBe(0);
  expect(screen.listeners).toBe(1);
  screen.paint({ x: 0, y: 0, width: 1, height: 1, colour: red });
  screen.paint({ x: 0, y: 0, width: 1, height: 1, colour: green });
  recent[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
  expect(screen.listeners).toBe(0);
});

test("keeps a frame of another size at that size", () => {
  const screen = new FakeScreen(100, 60);
  using recent = new ScreenBuffer(screen, { lengthMs: 30_000 });
  vi.advanceTimersByTime(1000);
  screen.resize(200, 80);
  screen.paint({ x: 150, y: 70, width: 10, height: 10, colour: red });
  vi.advanceTimersByTime(1000);
  const sizes = [...recent.take().frames].map(({ frame }) => [frame.width, frame.height]);
  expect(sizes).toEqual(
    expect.arrayContaining([
      [100, 60],
      [200, 80],
    ]),
  );
  expect(sizes.at(-1)).toEqual([200, 80]);
});
