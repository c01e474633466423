import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { AbortedError } from "../../../src/base/errors.ts";
import type { Frame } from "../../../src/base/geometry/frame.ts";
import type { Region } from "../../../src/base/geometry/region.ts";
import type { Finder, Sighting } from "../../../src/screen/targets/finder.ts";
import { isAmbiguous, lookOnce, waitUntilFound, waitUntilGone, waitUntilStill } from "../../../src/screen/wait.ts";
import { type Colour, colourAt, FakeScreen } from "../../support/rfb/fake-screen.ts";

const red: Colour = [255, 0, 0];
const black: Colour = [0, 0, 0];
const size = { width: 10, height: 10 };

/** Finds the first red pixel, as the corner of a red square. */
class RedFinder implements Finder {
  readonly what = "a red square";
  readonly changes: (readonly Region[] | undefined)[] = [];
  /** Awaited in each look, once the frame has been read. */
  pause: () => Promise<unknown> = async () => {};

  async look(frame: Frame, changed: readonly Region[] | undefined): Promise<Sighting> {
    this.changes.push(changed);
    const place = firstRed(frame);
    await this.pause();
    const match = place && { region: { ...place, ...size }, similarity: 1 };
    return { found: match, best: match };
  }
}

function firstRed(frame: Frame): { x: number; y: number } | undefined {
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++) if (colourAt(frame, x, y)[0] === 255) return { x, y };
  }
  return undefined;
}

function square(x: number, y: number, colour: Colour = red): Region & { colour: Colour } {
  return { x, y, ...size, colour };
}

/** Resolves after the given number of looks. */
async function looks(finder: RedFinder, count: number): Promise<void> {
  while (finder.changes.length < count) await delay(1);
}

test("one look sees the current screen", async () => {
  const screen = new FakeScreen();
  screen.unseen = () => screen.paint(square(20, 30));
  const { sighting, frame } = await lookOnce(screen, new RedFinder());
  expect(sighting.found?.region).toEqual({ x: 20, y: 30, ...size });
  expect(frame.width).toBe(100);
});

test("finds a visible target in the first look", async () => {
  const screen = new FakeScreen();
  screen.unseen = () => screen.paint(square(20, 30));
  const result = await waitUntilFound(screen, new RedFinder(), { timeout: 30_000 });
  expect(result).toMatchObject({ reached: true, looks: 1 });
  expect([screen.awake, screen.listeners]).toEqual([0, 0]);
});

test("looks at each change, and only then", async () => {
  const screen = new FakeScreen();
  const finder = new RedFinder();
  const waiting = waitUntilFound(screen, finder, { timeout: 30_000 });
  await looks(finder, 1);
  await delay(50);
  expect(finder.changes).toEqual([undefined]);
  screen.paint(square(50, 50, [1, 1, 1]));
  await looks(finder, 2);
  screen.paint(square(20, 30));
  const result = await waiting;
  expect(result.look.sighting.found?.region).toEqual({ x: 20, y: 30, ...size });
  expect(finder.changes).toMatchObject([undefined, [{ x: 50, y: 50 }], [{ x: 20, y: 30 }]]);
});

test("a look covers all changes during the previous one", async () => {
  const screen = new FakeScreen();
  const finder = new RedFinder();
  const open = Promise.withResolvers<void>();
  finder.pause = () => open.promise;
  const waiting = waitUntilFound(screen, finder, { timeout: 30_000 });
  await looks(finder, 1);
  screen.paint(square(50, 50, [1, 1, 1]));
  screen.paint(square(20, 30));
  open.resolve();
  expect((await waiting).looks).toBe(2);
  expect(finder.changes[1]).toMatchObject([
    { x: 50, y: 50 },
    { x: 20, y: 30 },
  ]);
});

test("changes outside the region cause no look", async () => {
  const screen = new FakeScreen();
  const finder = new RedFinder();
  const region = { x: 0, y: 0, width: 50, height: 60 };
  const waiting = waitUntilFound(screen, finder, { timeout: 30_000, region });
  await looks(finder, 1);
  screen.paint(square(60, 30, [1, 1, 1]));
  await delay(20);
  expect(finder.changes).toHaveLength(1);
  screen.paint(square(20, 30));
  await waiting;
  expect(finder.changes[1]).toHaveLength(2);
});

test("a timeout reports the last look", async () => {
  const screen = new FakeScreen();
  const result = await waitUntilFound(screen, new RedFinder(), { timeout: 50 });
  expect(result).toMatchObject({ reached: false, looks: 1, look: { sighting: { found: undefined } } });
  expect(result.waited).toBeGreaterThan(0.04);
  expect([screen.awake, screen.listeners]).toEqual([0, 0]);
});

test("a look that outlasts the wait still counts", async () => {
  const screen = new FakeScreen();
  screen.paint(square(20, 30));
  const finder = new RedFinder();
  finder.pause = () => delay(60);
  expect(await waitUntilFound(screen, finder, { timeout: 10 })).toMatchObject({ reached: true, looks: 1 });
  const busy = setInterval(() => screen.paint(square(60, 30, [Math.random() * 200, 1, 1])), 5);
  try {
    expect(await waitUntilGone(screen, finder, { timeout: 10 })).toMatchObject({ reached: false, looks: 1 });
  } finally {
    clearInterval(busy);
  }
});

test("waits until a target disappears", async () => {
  const screen = new FakeScreen();
  screen.paint(square(20, 30));
  const finder = new RedFinder();
  const waiting = waitUntilGone(screen, finder, { timeout: 30_000 });
  await looks(finder, 1);
  screen.paint(square(20, 30, black));
  expect(await waiting).toMatchObject({ reached: true, looks: 2 });
  expect(await waitUntilGone(screen, finder, { timeout: 30_000 })).toMatchObject({ reached: true, looks: 1 });
});

test("a moving target is not still until it stops", async () => {
  const screen = new FakeScreen();
  const start = performance.now();
  const waiting = waitUntilStill(screen, new RedFinder(), { timeout: 30_000 });
  for (let x = 0; x < 50; x += 10) {
    screen.paint(square(x, 0, black), square(x + 10, 0));
    await delay(30);
  }
  const { look, reached } = await waiting;
  expect(reached).toBe(true);
  expect(look.sighting.found?.region).toEqual({ x: 50, y: 0, ...size });
  // At least 120 ms of movement and a quarter of a second at rest.
  expect(performance.now() - start).toBeGreaterThan(350);
});

test("changes elsewhere do not keep a target from being still", async () => {
  const screen = new FakeScreen();
  screen.paint(square(20, 30));
  const busy = setInterval(() => screen.paint(square(60, 30, [Math.random() * 200, 1, 1])), 10);
  try {
    expect(await waitUntilStill(screen, new RedFinder(), { timeout: 30_000 })).toMatchObject({
      reached: true,
      looks: 1,
    });
  } finally {
    clearInterval(busy);
  }
});

test("a target that changes constantly in place is still", async () => {
  const screen = new FakeScreen();
  screen.paint(square(20, 30));
  const busy = setInterval(() => screen.paint({ ...square(24, 34), colour: [255, Math.random() * 200, 1] }), 10);
  try {
    const result = await waitUntilStill(screen, new RedFinder(), { timeout: 30_000 });
    expect(result.reached).toBe(true);
    expect(result.looks).toBeGreaterThan(5);
    expect(result.waited).toBeGreaterThan(0.9);
  } finally {
    clearInterval(busy);
  }
});

/** Finds the red squares at given places. */
class SquaresFinder extends RedFinder {
  readonly corners: readonly { readonly x: number; readonly y: number }[];

  constructor(...corners: readonly { readonly x: number; readonly y: number }[]) {
    super();
    this.corners = corners;
  }

  override async look(frame: Frame, changed: readonly Region[] | undefined): Promise<Sighting> {
    this.changes.push(changed);
    const red = this.corners.filter(({ x, y }) => colourAt(frame, x, y)[0] === 255);
    const places = red.map((corner) => ({ region: { ...corner, ...size }, similarity: 1 }));
    return { found: places[0], best: places[0], places };
  }
}

test("a strict wait ends when a target stays at several places, and not before", async () => {
  const screen = new FakeScreen();
  screen.paint(square(20, 30), square(60, 30));
  const finder = new SquaresFinder({ x: 20, y: 30 }, { x: 60, y: 30 });
  const { look, waited } = await waitUntilStill(screen, finder, { timeout: 30_000, strict: true });
  expect(isAmbiguous(look.sighting)).toBe(true);
  expect(waited).toBeGreaterThan(900);
  expect(waited).toBeLessThan(5000);
  expect((await waitUntilStill(screen, finder, { timeout: 30_000 })).waited).toBeLessThan(900);
});

test("a strict wait continues when only one place is left", async () => {
  const screen = new FakeScreen();
  screen.paint(square(20, 30), square(60, 30));
  const finder = new SquaresFinder({ x: 20, y: 30 }, { x: 60, y: 30 });
  const waiting = waitUntilStill(screen, finder, { timeout: 30_000, strict: true });
  await looks(finder, 1);
  await delay(300);
  screen.paint(square(20, 30, black));
  const { reached, look } = await waiting;
  expect([reached, isAmbiguous(look.sighting)]).toEqual([true, false]);
  expect(look.sighting.found?.region).toMatchObject({ x: 60 });
});

test("a strict wait of 0 ms reports several places at once", async () => {
  const screen = new FakeScreen();
  screen.paint(square(20, 30), square(60, 30));
  const finder = new SquaresFinder({ x: 20, y: 30 }, { x: 60, y: 30 });
  const { looks: count, look } = await waitUntilStill(screen, finder, { timeout: 0, strict: true });
  expect([count, isAmbiguous(look.sighting)]).toEqual([1, true]);
});

test("the box of a place beside it must be still", async () => {
  const screen = new FakeScreen();
  screen.paint(square(20, 30));
  const finder = new RedFinder();
  const beside: Finder = {
    what: "beside",
    async look(frame, changed) {
      const { found } = await finder.look(frame, changed);
      const match = found && { ...found, region: { x: 90, y: 35, width: 1, height: 1 }, origin: found.region };
      return { found: match, best: match };
    },
  };
  const waiting = waitUntilStill(screen, beside, { timeout: 30_000 });
  await looks(finder, 1);
  screen.paint({ ...square(24, 34), colour: [255, 9, 1] });
  expect((await waiting).looks).toBe(2);
});

test("the end of the connection ends a wait with its error, also during a look", async () => {
  for (const wait of [waitUntilFound, waitUntilStill]) {
    const screen = new FakeScreen();
    const finder = new RedFinder();
    if (wait === waitUntilStill) finder.pause = () => new Promise(() => {});
    const waiting = wait(screen, finder, { timeout: 30_000 });
    await looks(finder, 1);
    const reason = new Error("QEMU is gone");
    screen.close(reason);
    await expect(waiting).rejects.toBe(reason);
    expect([screen.awake, screen.listeners]).toEqual([0, 0]);
  }
});

test("closing the screen or an abort signal ends a wait", async () => {
  const screen = new FakeScreen();
  const waiting = waitUntilFound(screen, new RedFinder(), { timeout: 30_000 });
  screen.close();
  await expect(waiting).rejects.toThrow(AbortedError);
  const stop = new AbortController();
  const other = waitUntilFound(new FakeScreen(), new RedFinder(), { timeout: 30_000, signal: stop.signal });
  stop.abort();
  await expect(other).rejects.toThrow(AbortedError);
});

test("an error of the finder is the wait's error", async () => {
  const finder = new RedFinder();
  finder.pause = async () => {
    throw new Error("no such language");
  };
  await expect(waitUntilFound(new FakeScreen(), finder, { timeout: 30_000 })).rejects.toThrow("no such language");
});
