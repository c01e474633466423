import fc from "fast-check";
import { expect, test } from "vitest";
import { frameCount, frameEnd, frameIndexAt, framesPerSecond, Timeline } from "../../../src/recording/timeline.ts";

const start = 1000;

test("a frame lasts a thirtieth of a second, and the video ends with the frame of its end", () => {
  expect([0, 33, 34, 66, 67, 999, 1000].map((after) => frameIndexAt(start + after, start))).toEqual([
    0, 0, 1, 1, 2, 29, 30,
  ]);
  expect(frameIndexAt(start - 500, start)).toBe(0);
  expect(frameEnd(0)).toBeCloseTo(1000 / framesPerSecond);
  expect([0, 10, 34, 2000].map(frameCount)).toEqual([1, 1, 2, 61]);
});

/** What is sent for changes at `times`, each a new frame, with the clock checked before each change. */
function sent(times: readonly number[], free: (attempt: number) => boolean = () => true): Map<number, number> {
  const timeline = new Timeline(start);
  const frames = new Map<number, number>();
  let frame = -1;
  let attempts = 0;
  const send = (frameIndex: number | undefined): void => {
    if (frameIndex === undefined || !free(attempts++)) return;
    expect(frameIndex).toBe(timeline.changed);
    timeline.take();
    frames.set(frameIndex, frame);
  };
  for (const [index, time] of times.entries()) {
    send(timeline.due(time));
    timeline.change(time);
    frame = index;
  }
  while (timeline.changed !== undefined) send(timeline.changed);
  return frames;
}

/** What a viewer sees at a frameIndex: the last frame sent at or before it. */
function shown(frames: Map<number, number>, frameIndex: number): number | undefined {
  return [...frames].filter(([sentFor]) => sentFor <= frameIndex).at(-1)?.[1];
}

const someTimes = fc
  .array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((times) => times.sort((a, b) => a - b).map((time) => start + time));

test("every frame shows the last change at or before it", () => {
  fc.assert(
    fc.property(someTimes, (times) => {
      const frames = sent(times);
      for (let frameIndex = 0; frameIndex < 20; frameIndex++) {
        const last = times.findLastIndex((time) => frameIndexAt(time, start) <= frameIndex);
        expect(shown(frames, frameIndex)).toBe(frames.has(0) || last >= 0 ? last : undefined);
      }
    }),
  );
});

test("with a slow encoder, frames are dropped but never early or out of order", () => {
  fc.assert(
    fc.property(someTimes, fc.array(fc.boolean()), (times, free) => {
      const frames = sent(times, (attempt) => free[attempt] ?? true);
      const frameIndexes = [...frames.keys()];
      expect(frameIndexes).toEqual(frameIndexes.toSorted((a, b) => a - b));
      for (const [frameIndex, frame] of frames) {
        if (frame >= 0) expect(frameIndex).toBe(frameIndexAt(times[frame] ?? Number.NaN, start));
      }
      expect([...frames.values()].at(-1)).toBe(times.length - 1);
    }),
  );
});

test("a change after its frame was taken counts in the next frame", () => {
  const timeline = new Timeline(start);
  expect(timeline.due(start + 30)).toBeUndefined();
  expect(timeline.due(start + 34)).toBe(0);
  timeline.take();
  expect(timeline.changed).toBeUndefined();
  timeline.change(start + 20);
  expect(timeline.changed).toBe(1);
});

test("while nothing changes, elapsed frames are closed", () => {
  const timeline = new Timeline(start);
  timeline.take();
  expect(timeline.rest(start + 1000)).toBe(30);
  timeline.change(start + 900);
  expect(timeline.changed).toBe(30);
});
