// What the tablet of the guest of input-guest.ts has reported, in pixels.
import { expect } from "vitest";
import type { Point } from "../../../src/input/pointer/target.ts";
import type { Vm } from "../../../src/vm/vm.ts";
import { type InputEvent, tabletEvents } from "./input-guest.ts";

/** The linux/input-event-codes.h numbers of a tablet's events. */
export const linux = {
  report: 0,
  key: 1,
  relative: 2,
  absolute: 3,
  x: 0,
  y: 1,
  wheel: 8,
  left: 0x110,
  right: 0x111,
  middle: 0x112,
};

/** A report of the tablet: the end of events that happen together. */
interface Report extends Point {
  /** Whether a button is down after it. */
  readonly down: boolean;
}

/** The pointer's position after each report of the tablet, in pixels. */
export async function pointedAt(vm: Vm): Promise<Point[]> {
  return (await reports(vm)).map(({ x, y }) => ({ x, y }));
}

/** The pointer's positions from the press of a button to its release, once it is up again, and those after that. */
export async function heldPixels(vm: Vm): Promise<{ pixels: Point[]; after: Point[] }> {
  const isUp = ({ type, value }: InputEvent): boolean => type === linux.key && value === 0;
  await expect.poll(async () => (await tabletEvents(vm)).some(isUp), { timeout: 10_000 }).toBe(true);
  const all = await reports(vm);
  const press = all.findIndex(({ down }) => down);
  const release = all.findIndex(({ down }, index) => index > press && !down);
  const pixels = (part: Report[]): Point[] => part.map(({ x, y }) => ({ x, y }));
  return { pixels: pixels(all.slice(press, release + 1)), after: pixels(all.slice(release + 1)) };
}

/** The greatest distance in pixels between two neighbours. */
export function longestStep(pixels: readonly Point[]): number {
  const steps = pixels.slice(1).map(({ x, y }, index) => {
    const before = pixels[index] ?? { x, y };
    return Math.hypot(x - before.x, y - before.y);
  });
  return Math.max(...steps);
}

async function reports(vm: Vm): Promise<Report[]> {
  const { width, height } = await vm.screen.size();
  let last: Report = { x: 0, y: 0, down: false };
  return (await tabletEvents(vm)).flatMap(({ type, code, value }) => {
    // QEMU's tablet has 32768 steps each way, and rounds down.
    if (type === linux.absolute && code === linux.x) last = { ...last, x: Math.ceil((value * width) / 32767) };
    if (type === linux.absolute && code === linux.y) last = { ...last, y: Math.ceil((value * height) / 32767) };
    if (type === linux.key) last = { ...last, down: value === 1 };
    return type === linux.report ? [last] : [];
  });
}
