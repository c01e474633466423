import { expect, test } from "vitest";
import { Clock } from "../../../../src/base/time/clock.ts";
import { ManualTime } from "../../../support/manual-time.ts";

/** A clock, and the times at which its timers fire. */
function recorded(...delays: readonly number[]): { time: ManualTime; clock: Clock; fired: number[] } {
  const time = new ManualTime();
  const clock = new Clock(time);
  const fired: number[] = [];
  for (const delay of delays) clock.schedule(delay, () => fired.push(time.now() - 100));
  return { time, clock, fired };
}

test("timers fire at their time", () => {
  const { time, clock, fired } = recorded(5, 2);
  const start = clock.now();
  time.advance(3);
  expect(fired).toEqual([2]);
  expect(clock.now() - start).toBe(3);
  time.advance(10);
  expect(fired).toEqual([2, 5]);
});

test("a pause stops the clock and delays its timers", () => {
  const { time, clock, fired } = recorded(5);
  time.advance(3);
  const pause = clock.pause();
  const stopped = clock.now();
  time.advance(60);
  expect(clock.now()).toBe(stopped);
  expect(fired).toEqual([]);
  pause[Symbol.dispose]();
  expect(clock.now()).toBe(stopped);
  time.advance(10);
  expect(fired).toEqual([65]);
});

test("nested pauses end with the last one, and each ends once", () => {
  const { time, clock, fired } = recorded(1);
  const [first, second] = [clock.pause(), clock.pause()];
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  time.advance(5);
  expect(fired).toEqual([]);
  second[Symbol.dispose]();
  time.advance(1);
  expect(fired).toEqual([6]);
});

test("consecutive pauses add up", () => {
  const { time, clock, fired } = recorded(4);
  for (let count = 0; count < 3; count++) {
    time.advance(1);
    using _pause = clock.pause();
    time.advance(10);
  }
  time.advance(1);
  expect(fired).toEqual([34]);
});

test("a timer set during a pause starts at its end", () => {
  const { time, clock, fired } = recorded();
  const pause = clock.pause();
  clock.schedule(2, () => fired.push(time.now() - 100));
  time.advance(10);
  pause[Symbol.dispose]();
  time.advance(2);
  expect(fired).toEqual([12]);
});

test("a cancelled timer never fires, whether cancelled before, during or after a pause", () => {
  const { time, clock, fired } = recorded();
  const cancels = Array.from({ length: 3 }, (_, at) => clock.schedule(1, () => fired.push(at)));
  cancels[0]?.();
  const pause = clock.pause();
  cancels[1]?.();
  pause[Symbol.dispose]();
  cancels[2]?.();
  time.advance(5);
  expect(fired).toEqual([]);
  expect(time.timers).toBe(0);
});

test("a clock pauses with its source", () => {
  const { time, clock: source } = recorded();
  const clock = new Clock(source);
  const start = clock.now();
  let fired = 0;
  clock.schedule(2, () => fired++);
  const outer = source.pause();
  time.advance(5);
  const inner = clock.pause();
  outer[Symbol.dispose]();
  time.advance(5);
  expect([clock.now() - start, fired]).toEqual([0, 0]);
  inner[Symbol.dispose]();
  time.advance(2);
  expect([clock.now() - start, fired]).toEqual([2, 1]);
});
