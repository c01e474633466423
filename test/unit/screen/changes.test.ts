import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { waitUntilChanged, waitUntilQuiet } from "../../../src/screen/changes.ts";
import { type Colour, FakeScreen } from "../../support/rfb/fake-screen.ts";

const red: Colour = [255, 0, 0];
const left = { x: 0, y: 0, width: 50, height: 60 };
const right = { ...left, x: 50 };

test("a screen is quiet after the given time without changes", async () => {
  const screen = new FakeScreen();
  const start = performance.now();
  const quiet = waitUntilQuiet(screen, { quietMs: 100, timeout: 30_000 });
  for (let count = 0; count < 5; count++) {
    screen.paint({ ...left, colour: red });
    await delay(30);
  }
  expect(await quiet).toBeUndefined();
  expect(performance.now() - start).toBeGreaterThan(210);
  expect([screen.awake, screen.listeners]).toEqual([0, 0]);
});

test("ignores changes outside the region and in ignored regions", async () => {
  const screen = new FakeScreen();
  const busy = setInterval(() => screen.paint({ ...right, colour: red }), 10);
  try {
    expect(await waitUntilQuiet(screen, { quietMs: 100, timeout: 30_000, region: left })).toBeUndefined();
    expect(await waitUntilQuiet(screen, { quietMs: 100, timeout: 30_000, ignore: [right] })).toBeUndefined();
    expect(await waitUntilQuiet(screen, { quietMs: 100, timeout: 300 })).toMatchObject({
      changed: [right],
      busy: undefined,
    });
    expect(await waitUntilChanged(screen, { timeout: 100, region: left })).toBeUndefined();
    expect(await waitUntilChanged(screen, { timeout: 100, ignore: [right] })).toBeUndefined();
  } finally {
    clearInterval(busy);
  }
});

test("reports a change after the call, with its place", async () => {
  const screen = new FakeScreen();
  screen.unseen = () => screen.paint({ ...left, colour: red });
  const changed = waitUntilChanged(screen, { timeout: 30_000, region: { x: 40, y: 10, width: 20, height: 10 } });
  await delay(20);
  screen.paint({ ...right, colour: red });
  expect(await changed).toEqual([{ x: 50, y: 10, width: 10, height: 10 }]);
  expect([screen.awake, screen.listeners]).toEqual([0, 0]);
});

test("does not miss the change that an action causes", async () => {
  const screen = new FakeScreen();
  const action = async (): Promise<void> => {
    screen.paint({ ...left, colour: red });
    await delay(20);
  };
  expect(await waitUntilChanged(screen, { timeout: 30_000 }, action)).toMatchObject([left]);
  const failing = async (): Promise<void> => {
    throw new Error("no such key");
  };
  await expect(waitUntilChanged(screen, { timeout: 30_000 }, failing)).rejects.toThrow("no such key");
  expect([screen.awake, screen.listeners]).toEqual([0, 0]);
});

test("the end of the connection ends both waits", async () => {
  for (const wait of [
    (screen: FakeScreen) => waitUntilQuiet(screen, { quietMs: 10, timeout: 30_000 }),
    (screen: FakeScreen) => waitUntilChanged(screen, { timeout: 30_000 }),
  ]) {
    const screen = new FakeScreen();
    const waiting = wait(screen);
    const reason = new Error("QEMU is gone");
    screen.close(reason);
    await expect(waiting).rejects.toBe(reason);
  }
});
