import fc from "fast-check";
import { expect, test } from "vitest";
import { frameCount, frameEnd, frameIndexAt, framesPerSecond, Timeline } from "../../../src/recording/timeline.ts";

const start = 1000;

test("a slot lasts a thirtieth of a second, and the one that a video ends in is its last", () => {
  expect([0, 33, 34, 66, 67, 999, 1000].map((after) => frameIndexAt(start + after, start))).toEqual([
    0, 0, 1, 1, 2, 29, 30,
  ]);
  expect(frameIndexAt(start - 500, start)).toBe(0);
  expect(frameEnd(0)).toBeCloseTo(1000 / framesPerSecond);
  expect([0, 10, 34, 2000].map(frameCount)).toEqual([1, 1, 2, 61]);
});

/** What is sent for changes at `times`, each a new picture, when the clock is looked at before each change. */
function sent(times: readonly number[], free: (attempt: number) => boolean = () => true): Map<number, number> {
  const timeline = new Timeline(start);
  const pictures = new Map<number, number>();
  let picture = -1;
  let attempts = 0;
  const send = (slot: number | undefined): void => {
    if (slot === undefined || !free(attempts++)) return;
    expect(slot).toBe(timeline.changed);
    timeline.take();
    pictures.set(slot, picture);
  };
  for (const [index, time] of times.entries()) {
    send(timeline.due(time));
    timeline.change(time);
    picture = index;
  }
  while (timeline.changed !== undefined) send(timeline.changed);
  return pictures;
}

/** What a viewer sees in a slot: the last picture sent for it or before it. */
function shown(pictures: Map<number, number>, slot: number): number | undefined {
  return [...pictures].filter(([sentFor]) => sentFor <= slot).at(-1)?.[1];
}

const someTimes = fc
  .array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((times) => times.sort((a, b) => a - b).map((time) => start + time));

test("every slot shows the last change in it or before it", () => {
  fc.assert(
    fc.property(someTimes, (times) => {
      const pictures = sent(times);
      for (let slot = 0; slot < 20; slot++) {
        const last = times.findLastIndex((time) => frameIndexAt(time, start) <= slot);
        expect(shown(pictures, slot)).toBe(pictures.has(0) || last >= 0 ? last : undefined);
      }
    }),
  );
});

test("with an encoder that is behind, pictures are left out, never shown too early or out of order", () => {
  fc.assert(
    fc.property(someTimes, fc.array(fc.boolean()), (times, free) => {
      const pictures = sent(times, (attempt) => free[attempt] ?? true);
      const slots = [...pictures.keys()];
      expect(slots).toEqual(slots.toSorted((a, b) => a - b));
      for (const [slot, picture] of pictures) {
        if (picture >= 0) expect(slot).toBe(frameIndexAt(times[picture] ?? Number.NaN, start));
      }
      expect([...pictures.values()].at(-1)).toBe(times.length - 1);
    }),
  );
});

test("what comes after its slot was taken counts in the next one", () => {
  const timeline = new Timeline(start);
  expect(timeline.due(start + 30)).toBeUndefined();
  expect(timeline.due(start + 34)).toBe(0);
  timeline.take();
  expect(timeline.changed).toBeUndefined();
  timeline.change(start + 20);
  expect(timeline.changed).toBe(1);
});

test("while nothing changes, slots that are over are closed", () => {
  const timeline = new Timeline(start);
  timeline.take();
  expect(timeline.rest(start + 1000)).toBe(30);
  timeline.change(start + 900);
  expect(timeline.changed).toBe(30);
});
