import fc from "fast-check";
import { expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import type { Region } from "../../../../src/base/geometry/region.ts";
import type { PointerState } from "../../../../src/base/live-screen.ts";
import { FrameHistory, type HistoryLimits } from "../../../../src/recording/buffer/frame-history.ts";
import { Patch } from "../../../../src/recording/frames/patch.ts";

const unlimited: HistoryLimits = { length: 1e9, bytes: 1e9 };

function plain(width: number, height: number, value = 0): Frame {
  return { width, height, data: new Uint8Array(width * height * 4).fill(value) };
}

/** A copy of the frame with one region in another colour. */
function repainted(frame: Frame, { x, y, width, height }: Region, value: number): Frame {
  const data = frame.data.slice();
  for (let row = y; row < y + height; row++)
    data.fill(value, (row * frame.width + x) * 4, (row * frame.width + x + width) * 4);
  return { ...frame, data };
}

/** What the history returns, with copies of its frames, since it reuses their memory. */
function read(history: FrameHistory, now: number) {
  const frames = [];
  for (const { time, frame, pointer } of history.frames(now)) {
    frames.push({ time, pointer, frame: { ...frame, data: frame.data.slice() } });
  }
  return frames;
}

const pointerAt = (x: number): PointerState => ({ x, y: 0, buttons: 0, cursor: undefined, time: 0 });

/** A screen of 16x12 or 8x8 that changes at random: a step repaints a region or changes the size. */
const step = fc.record({
  wait: fc.integer({ min: 1, max: 400 }),
  value: fc.integer({ min: 1, max: 255 }),
  resize: fc.boolean(),
  left: fc.double({ min: 0, max: 0.99, noNaN: true }),
  top: fc.double({ min: 0, max: 0.99, noNaN: true }),
  right: fc.double({ min: 0, max: 1, noNaN: true }),
  bottom: fc.double({ min: 0, max: 1, noNaN: true }),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function regionOf({ left, top, right, bottom }: Step, { width, height }: Frame): Region {
  const x = Math.floor(left * width);
  const y = Math.floor(top * height);
  return { x, y, width: 1 + Math.floor(right * (width - x - 1)), height: 1 + Math.floor(bottom * (height - y - 1)) };
}

/** Plays the steps into a history; returns it with every frame shown. */
function played(steps: readonly Step[], limits: HistoryLimits) {
  let frame = plain(16, 12);
  let time = 0;
  const seen = [{ time, frame }];
  const history = new FrameHistory(limits, { ...frame, data: frame.data.slice() }, time, undefined);
  let mostBytes = 0;
  for (const each of steps) {
    time += each.wait;
    const region = regionOf(each, frame);
    frame = each.resize
      ? plain(frame.width === 16 ? 8 : 16, frame.height, each.value)
      : repainted(frame, region, each.value);
    history.add({
      time,
      pointer: pointerAt(time),
      patches: each.resize ? [] : [new Patch(frame, region)],
      ...(each.resize && { frame: { ...frame, data: frame.data.slice() } }),
    });
    seen.push({ time, frame });
    mostBytes = Math.max(mostBytes, history.bytes);
  }
  return { history, seen, time, mostBytes };
}

test("returns what was shown, frame by frame", () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { history, seen, time } = played(steps, unlimited);
      const frames = read(history, time);
      expect(frames.map(({ frame }) => frame)).toEqual(seen.map(({ frame }) => frame));
      expect(frames.map((frame) => frame.time)).toEqual(seen.map((frame) => frame.time));
    }),
  );
});

test("returns only the last part of a longer time, starting with the frame on screen then", () => {
  const length = 1000;
  fc.assert(
    fc.property(fc.array(step), fc.integer({ min: 0, max: 2000 }), (steps, quiet) => {
      const { history, seen, time } = played(steps, { length, bytes: 1e9 });
      const now = time + quiet;
      const [first, ...later] = read(history, now);
      const start = Math.max(0, now - length);
      expect(first?.time).toBe(start);
      expect(first?.frame).toEqual(seen.findLast((frame) => frame.time <= start)?.frame);
      expect(later).toEqual(
        seen.filter((frame) => frame.time > start).map((frame) => ({ ...frame, pointer: pointerAt(frame.time) })),
      );
    }),
  );
});

test("under heavy change the history gets shorter, not larger", () => {
  const bytes = 1500;
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { history, seen, time, mostBytes } = played(steps, { length: 1e9, bytes });
      expect(mostBytes).toBeLessThanOrEqual(bytes);
      const frames = read(history, time);
      expect(frames.map(({ frame }) => frame)).toEqual(seen.slice(-frames.length).map(({ frame }) => frame));
    }),
  );
});

test("returns the pointer with its frame", () => {
  const history = new FrameHistory({ length: 100, bytes: 1e9 }, plain(2, 2), 0, pointerAt(1));
  history.add({ time: 50, pointer: pointerAt(2), patches: [] });
  history.add({ time: 120, pointer: pointerAt(3), patches: [] });
  expect(read(history, 200).map(({ time, pointer }) => [time, pointer?.x])).toEqual([
    [100, 2],
    [120, 3],
  ]);
});

test("compresses a large patch and restores it", async () => {
  const frame = repainted(plain(200, 100, 7), { x: 20, y: 10, width: 100, height: 60 }, 90);
  const patch = new Patch(frame, { x: 10, y: 5, width: 150, height: 80 });
  expect(patch.bytes).toBe(150 * 80 * 4);
  await patch.pack();
  expect(patch.bytes).toBeLessThan(2000);
  const other = plain(200, 100, 7);
  patch.paint(other);
  expect(other).toEqual(frame);
});

test("keeps small and incompressible patches uncompressed", async () => {
  const noise: Frame = { width: 80, height: 80, data: crypto.getRandomValues(new Uint8Array(80 * 80 * 4)) };
  for (const region of [
    { x: 0, y: 0, width: 80, height: 80 },
    { x: 3, y: 4, width: 20, height: 20 },
  ]) {
    const patch = new Patch(noise, region);
    await patch.pack();
    expect(patch.bytes).toBe(region.width * region.height * 4);
    const other = plain(80, 80);
    patch.paint(other);
    expect(new Patch(other, region)).toEqual(patch);
  }
});
