import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { withGrace } from "../../../../src/base/time/grace.ts";
import { ManualTime } from "../../../support/manual-time.ts";

test("outlives a timeout and ends with its reason", () => {
  const time = new ManualTime();
  const deadline = Deadline.after(5000, "the task", { clock: time });
  const later = withGrace(deadline, 20_000);
  time.advance(24_000);
  expect(deadline.signal.aborted).toBe(true);
  expect(later.signal.aborted).toBe(false);
  time.advance(1000);
  expect(later.signal.reason).toBe(deadline.signal.reason);
  expect(() => later.throwIfOver()).toThrow("the task took longer than 5 s");
});

test("outlives an earlier abort", () => {
  const time = new ManualTime();
  const deadline = Deadline.after(60_000, "the task", { clock: time, signal: AbortSignal.abort(new Error("enough")) });
  const later = withGrace(deadline, 5000);
  time.advance(4000);
  later.throwIfOver();
  time.advance(1000);
  expect(later.signal.reason).toBe(deadline.signal.reason);
});

test("pauses with its deadline, before and after that has ended", () => {
  const time = new ManualTime();
  const deadline = Deadline.after(5000, "the task", { clock: time });
  const later = withGrace(deadline, 10_000);
  for (const step of [4000, 2000]) {
    time.advance(step);
    using _pause = deadline.pause();
    time.advance(100_000);
    expect(later.signal.aborted).toBe(false);
  }
  time.advance(8000);
  expect(later.signal.aborted).toBe(false);
  time.advance(1000);
  expect(later.signal.aborted).toBe(true);
});
