// Typed text and pointer events arrive in a guest that records them.
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import type { CursorShape } from "../../../src/base/live-screen.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";
import { launch } from "../../../src/boot/launch.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import { TypingLostError } from "../../../src/input/errors.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { cursorHotSpot, cursorSize } from "../../support/guests/cursor-program.ts";
import {
  forgetInput,
  type InputEvent,
  inputGuestImage,
  showCursor,
  tabletEvents,
  typedText,
} from "../../support/guests/input-guest.ts";
import { tinyRequest } from "../../support/guests/launched.ts";

let machine: Machine;
let vm: Vm;

beforeAll(async () => {
  const output = outputDirectory("test", "/nonexistent");
  machine = await launch(tinyRequest(output, { name: "demo-input", backingFile: await inputGuestImage() }));
  vm = new Vm(machine, output);
  return () => vm[Symbol.asyncDispose]();
});

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");
const prose = "The quick brown fox jumps over the lazy dog, 1234567890 times. ";

/** The linux/input-event-codes.h numbers of a tablet's events. */
const linux = { key: 1, relative: 2, absolute: 3, x: 0, y: 1, wheel: 8, left: 0x110, right: 0x111, middle: 0x112 };

test("all of ASCII and a long text arrive 20 times without a lost or doubled character", async () => {
  const text = `${ascii}\t${prose.repeat(14)}${ascii}`.slice(0, 999).concat("\n");
  const rates: number[] = [];
  for (let round = 1; round <= 20; round++) {
    await forgetInput(vm);
    const start = performance.now();
    await vm.keyboard.type(text, { delay: 0 });
    rates.push(text.length / ((performance.now() - start) / 1000));
    expect(await typedText(vm, text.length), `round ${round}`).toBe(text);
  }
  console.log(`characters per second: ${rates.map(Math.round).join(" ")}`);
  expect((await machine.vnc()).lights).toEqual({ scrollLock: false, numLock: false, capsLock: false });
});

test("waits for a busy guest", async () => {
  const text = `${prose.repeat(8)}\n`;
  const loops = "for i in 1 2 3; do sh -c 'while :; do :; done' >/dev/null 2>&1 & echo $!; done";
  const { stdout: processes } = await vm.exec("sh", ["-c", loops]);
  try {
    await forgetInput(vm);
    await vm.keyboard.type(text, { delay: 0 });
    expect(await typedText(vm, text.length)).toBe(text);
  } finally {
    expect(await vm.exec("kill", processes.trim().split("\n"))).toMatchObject({ exitCode: 0 });
  }
});

test("human rhythm and single keys arrive too", async () => {
  await forgetInput(vm);
  await vm.keyboard.type("echo Hello, World!\n");
  await vm.keyboard.press("A");
  await vm.keyboard.press("Control+C");
  await vm.keyboard.press("ArrowUp");
  await vm.keyboard.down("Shift");
  await vm.keyboard.press("b");
  await vm.keyboard.up("Shift");
  await vm.keyboard.press("Enter");
  const expected = "echo Hello, World!\nA\x03\x1b[AB\n";
  expect(await typedText(vm, expected.length)).toBe(expected);
});

test("CapsLock stays the guest's own, and its light is reported", async () => {
  const client = await machine.vnc();
  const light = async (on: boolean): Promise<void> => {
    await poll(Deadline.after(10_000, "CapsLock"), 20, async () => (client.lights?.capsLock === on ? true : undefined));
  };
  await forgetInput(vm);
  await vm.keyboard.press("CapsLock");
  await light(true);
  await vm.keyboard.type("aB\n", { delay: 0 });
  await vm.keyboard.press("CapsLock");
  await light(false);
  await vm.keyboard.type("aB\n", { delay: 0 });
  expect(await typedText(vm, 6)).toBe("Ab\naB\n");
});

/** Writes to the console in a child: the shell leads a session, would take the terminal over and hang it up. */
async function print(text: string): Promise<void> {
  await vm.exec("sh", ["-c", `(printf '${text}' >/dev/tty1); true`], { user: "root" });
}

test("verified typing that the screen does not show is an error with what was read", async () => {
  await print("\\033[2J\\033[H");
  const hidden = vm.keyboard.type("secret words", { verify: true, timeout: 1000, delay: 0 });
  await expect(hidden).rejects.toThrow(TypingLostError);
  await expect(hidden).rejects.toMatchObject({ code: "TYPING", facts: { missing: "secret words" }, read: "" });
  const other = vm.keyboard.type("hidden words", { verify: true, timeout: 5000 });
  await print("other words\\n");
  await expect(other).rejects.toMatchObject({ code: "TYPING", read: "other words" });
});

test("a character without a key needs a graphical session", async () => {
  await forgetInput(vm);
  const typing = vm.keyboard.type("It’s");
  await expect(typing).rejects.toMatchObject({ code: "OPTION", facts: { character: "U+2019", position: 3 } });
  await expect(typing).rejects.toThrow(/no key for it.*no graphical session.*nothing was typed/s);
  expect(await typedText(vm, 1)).toBe("");
});

test("without a graphical session there is no clipboard", async () => {
  await expect(vm.clipboard.read()).rejects.toThrow("demo has no graphical session");
  await expect(vm.clipboard.write("a")).rejects.toMatchObject({ code: "GUEST" });
  await expect(vm.clipboard.write("")).rejects.toMatchObject({ code: "OPTION" });
});

/** The pointer's position after each report of the tablet, in pixels. */
async function pointedAt(): Promise<{ x: number; y: number }[]> {
  const { width, height } = await machine.vnc();
  const events = await tabletEvents(vm);
  let place = { x: 0, y: 0 };
  return events.flatMap(({ type, code, value }) => {
    // QEMU's tablet has 32768 steps each way, and rounds down.
    if (type === linux.absolute && code === linux.x) place = { ...place, x: Math.ceil((value * width) / 32767) };
    if (type === linux.absolute && code === linux.y) place = { ...place, y: Math.ceil((value * height) / 32767) };
    return type === 0 ? [place] : [];
  });
}

/** Waits until the guest has recorded the pointer there. */
async function expectPointerAt(place: { x: number; y: number }): Promise<void> {
  await expect.poll(async () => (await pointedAt()).at(-1), { timeout: 10_000 }).toEqual(place);
}

test("the pointer reaches its target in small steps", async () => {
  await vm.mouse.move(1279, 799, { duration: 0 });
  await forgetInput(vm);
  await vm.mouse.move(17, 30);
  await expectPointerAt({ x: 17, y: 30 });
  expect((await pointedAt()).length).toBeGreaterThan(30);
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
  const buttons = async (): Promise<InputEvent[]> =>
    (await tabletEvents(vm)).filter(({ type }) => type === linux.key || type === linux.relative);
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

test("a drag holds the button between the two places", async () => {
  await forgetInput(vm);
  await vm.mouse.drag({ x: 100, y: 100 }, { x: 400, y: 300 });
  await expectPointerAt({ x: 400, y: 300 });
  const isUp = ({ type, value }: InputEvent): boolean => type === linux.key && value === 0;
  await expect.poll(async () => (await tabletEvents(vm)).some(isUp), { timeout: 10_000 }).toBe(true);
  const events = await tabletEvents(vm);
  const down = events.findIndex(({ type, value }) => type === linux.key && value === 1);
  const up = events.findIndex(isUp);
  const moves = (part: typeof events) => part.filter(({ type }) => type === linux.absolute).length;
  expect(moves(events.slice(down, up))).toBeGreaterThan(20);
  expect(moves(events.slice(up))).toBe(0);
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
