// Pointer events arrive in a guest that records them, exactly and in order.
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import type { CursorShape } from "../../../src/base/live-screen.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { launch } from "../../../src/boot/launch.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { cursorHotSpot, cursorSize } from "../../support/guests/cursor-program.ts";
import {
  forgetInput,
  type InputEvent,
  inputGuestImage,
  keyboardEvents,
  showCursor,
  tabletEvents,
} from "../../support/guests/input-guest.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { heldPixels, linux, longestStep, pointedAt } from "../../support/guests/tablet.ts";

let machine: Machine;
let vm: Vm;

beforeAll(async () => {
  const output = outputDirectory("test", "/nonexistent");
  machine = await launch(tinyRequest(output, { name: "demo-mouse", backingFile: await inputGuestImage() }));
  vm = new Vm(machine, output);
  return () => vm[Symbol.asyncDispose]();
});

/** Waits until the guest has recorded the pointer there. */
async function expectPointerAt(place: { x: number; y: number }): Promise<void> {
  await expect.poll(async () => (await pointedAt(vm)).at(-1), { timeout: 10_000 }).toEqual(place);
}

test("the pointer reaches its target in small steps", async () => {
  await vm.mouse.move(1279, 799, { duration: 0 });
  await forgetInput(vm);
  await vm.mouse.move(17, 30);
  await expectPointerAt({ x: 17, y: 30 });
  expect((await pointedAt(vm)).length).toBeGreaterThan(30);
  for (const corner of [
    { x: 0, y: 0 },
    { x: 1279, y: 0 },
    { x: 640, y: 400 },
    { x: 1, y: 799 },
  ]) {
    await forgetInput(vm);
    await vm.mouse.move(corner, { steps: 5 });
    await expectPointerAt(corner);
  }
});

test("buttons and the wheel arrive in order", async () => {
  await vm.mouse.move(300, 300, { duration: 0 });
  await forgetInput(vm);
  await vm.mouse.click();
  await vm.mouse.click(undefined, { button: "right" });
  await vm.mouse.dblclick(undefined, { button: "middle" });
  await vm.mouse.wheel(2);
  await vm.mouse.wheel(-1);
  // Linux reports each notch of a USB wheel twice, in notches and in parts of a notch.
  const buttons = async (): Promise<Omit<InputEvent, "time">[]> =>
    (await tabletEvents(vm))
      .filter(({ type, code }) => type === linux.key || (type === linux.relative && code === linux.wheel))
      .map(({ time: _, ...event }) => event);
  const click = (code: number) => [
    { type: linux.key, code, value: 1 },
    { type: linux.key, code, value: 0 },
  ];
  const wheel = (value: number) => ({ type: linux.relative, code: linux.wheel, value });
  await expect
    .poll(buttons, { timeout: 10_000 })
    .toEqual([
      ...[linux.left, linux.right, linux.middle, linux.middle].flatMap(click),
      ...[wheel(-1), wheel(-1), wheel(1)],
    ]);
});

test("a drag is a straight line between exactly the two places, in small steps", async () => {
  const [from, to] = [
    { x: 100, y: 100 },
    { x: 700, y: 400 },
  ];
  await forgetInput(vm);
  await vm.mouse.drag(from, to);
  const { pixels, after } = await heldPixels(vm);
  expect(pixels.at(0)).toEqual(from);
  expect(pixels.at(-1)).toEqual(to);
  expect(after).toEqual([]);
  for (const { x, y } of pixels) expect(Math.abs(y - (100 + (x - 100) / 2))).toBeLessThanOrEqual(1);
  console.log(`positions of a drag: ${pixels.length}, longest step: ${longestStep(pixels)}`);
  expect(longestStep(pixels)).toBeLessThan(16);
});

test("four drags draw a house with straight walls, in a busy guest too", async () => {
  const corners = [
    { x: 300, y: 600 },
    { x: 300, y: 300 },
    { x: 700, y: 300 },
    { x: 700, y: 600 },
    { x: 300, y: 600 },
  ];
  const loop = await vm.exec("sh", ["-c", "while :; do :; done >/dev/null 2>&1 & echo $!"]);
  try {
    for (const [index, to] of corners.slice(1).entries()) {
      const from = corners[index] ?? to;
      await forgetInput(vm);
      // Linux reports what differs from the state before: so both coordinates of the first corner do.
      await vm.mouse.move(10, 10, { duration: 0 });
      await vm.mouse.drag(from, to);
      const { pixels } = await heldPixels(vm);
      expect([pixels.at(0), pixels.at(-1)]).toEqual([from, to]);
      const across = from.x === to.x ? pixels.map(({ x }) => x) : pixels.map(({ y }) => y);
      expect(new Set(across).size).toBe(1);
      expect(pixels.length).toBeGreaterThan(20);
    }
  } finally {
    await vm.exec("kill", [loop.stdout.trim()]);
  }
});

test("a way through places has each of them, by drag and by hand", async () => {
  const through = [
    { x: 201, y: 333 },
    { x: 640, y: 120 },
    { x: 642, y: 500 },
  ];
  const [from, to] = [
    { x: 50, y: 60 },
    { x: 900, y: 700 },
  ];
  await forgetInput(vm);
  await vm.mouse.drag(from, to, { through });
  const dragged = await heldPixels(vm);
  await vm.mouse.move(from);
  await forgetInput(vm);
  await vm.mouse.down();
  await vm.mouse.move(to, { through });
  await vm.mouse.up();
  const byHand = await heldPixels(vm);
  for (const { pixels } of [dragged, byHand]) {
    expect(pixels).toEqual(expect.arrayContaining([...through, to]));
    expect(pixels.at(-1)).toEqual(to);
  }
});

test("a key after a click is taken after it, and a click after a key too", async () => {
  await vm.mouse.move(500, 300, { duration: 0 });
  await forgetInput(vm);
  const rounds = 10;
  for (let round = 0; round < rounds; round++) {
    await vm.mouse.click();
    await vm.keyboard.press("a");
  }
  await expect
    .poll(async () => (await keyboardEvents(vm)).filter(({ type }) => type === linux.key).length, { timeout: 10_000 })
    .toBe(2 * rounds);
  const events = [...(await tabletEvents(vm)), ...(await keyboardEvents(vm))]
    .filter(({ type }) => type === linux.key)
    .sort((a, b) => a.time - b.time);
  const keyA = 30;
  const once = [linux.left, linux.left, keyA, keyA];
  expect(events.map(({ code }) => code)).toEqual(Array.from({ length: rounds }, () => once).flat());
});

test("turning to the keyboard and keys after a press take a moment, and other keys take none", async () => {
  const timed = async (action: () => Promise<void>): Promise<number> => {
    const start = performance.now();
    await action();
    return Math.round(performance.now() - start);
  };
  const [turned, pressed, stayed]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < 10; round++) {
    await vm.mouse.click(500, 300, { duration: 0 });
    turned.push(await timed(() => vm.keyboard.press("a")));
    pressed.push(await timed(() => vm.keyboard.down("b")));
    stayed.push(await timed(() => vm.keyboard.up("b")));
  }
  console.log(
    `milliseconds of a key: after a click ${turned.join(" ")}, after a press ${pressed.join(" ")}, after a key ${stayed.join(" ")}`,
  );
  const median = (times: readonly number[]): number | undefined => times.toSorted((a, b) => a - b)[5];
  expect(median(turned)).toBeLessThan(300);
  expect(median(pressed)).toBeLessThan(300);
  expect(median(stayed)).toBeLessThan(20);
});

test("the guest's pointer shape arrives apart from the frame, with its colours and transparency", async () => {
  const client = await machine.vnc();
  const before = client.snapshot();
  await vm.mouse.move(200, 200, { duration: 0 });
  const shaped = Promise.withResolvers<CursorShape>();
  const stop = client.onPointer(({ cursor }) => {
    if (cursor) shaped.resolve(cursor);
  });
  await showCursor(vm);
  const { width, height, hotX, hotY, data } = await Deadline.after(20_000, "the cursor").race(shaped.promise);
  stop();
  expect({ width, height, hotX, hotY }).toEqual({
    width: cursorSize,
    height: cursorSize,
    hotX: cursorHotSpot.x,
    hotY: cursorHotSpot.y,
  });
  const pixel = (at: number): number[] => [...data.subarray(at * 4, at * 4 + 4)];
  expect(pixel(0)).toEqual([255, 0, 0, 255]);
  expect(pixel(1)).toEqual([0, 128, 0, 128]);
  expect(pixel(cursorSize)).toEqual([0, 0, 255, 255]);
  expect(pixel(cursorSize + 1)).toEqual([0, 0, 0, 0]);
  // QEMU checks the screen again within this time.
  await delay(200);
  await client.refresh(Deadline.after(20_000, "the screen"));
  expect(Buffer.compare(client.framebuffer.data, before.data)).toBe(0);
});
