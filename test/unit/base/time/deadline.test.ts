import { expect, test } from "vitest";
import { AbortedError, OptionError, TimeoutError } from "../../../../src/base/errors.ts";
import { Clock } from "../../../../src/base/time/clock.ts";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { pauseFor, poll } from "../../../../src/base/time/poll.ts";
import { ManualTime } from "../../../support/manual-time.ts";

const forever = new Promise<never>(() => {});

test("a promise within the deadline settles as usual", async () => {
  const deadline = Deadline.after(60_000, "boot");
  await expect(deadline.race(Promise.resolve(7))).resolves.toBe(7);
  await expect(deadline.race(Promise.reject(new Error("own")))).rejects.toThrow("own");
  expect(deadline.signal.aborted).toBe(false);
});

test("a timeout names the task and its limit", async () => {
  const deadline = Deadline.after(50, "boot of demo-login");
  const error = await deadline.race(forever).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({
    headline: "boot of demo-login took longer than 50 ms",
    facts: { limitMs: 50 },
  });
  expect(deadline.signal.reason).toBe(error);
  expect(() => deadline.throwIfOver()).toThrow(TimeoutError);
  expect(deadline.isTimeUp()).toBe(true);
});

test("reports elapsed and remaining time", async () => {
  const deadline = Deadline.after(60_000, "boot");
  await pauseFor(deadline, 30);
  expect(deadline.elapsed()).toBeGreaterThanOrEqual(29);
  expect(deadline.remaining()).toBeLessThan(60_000);
});

test("the caller's signal ends the task with its reason as the cause", async () => {
  const controller = new AbortController();
  const deadline = Deadline.after(60_000, "boot", { signal: controller.signal });
  const waiting = deadline.race(forever);
  controller.abort("cancelled");
  const error = await waiting.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AbortedError);
  expect(error).toMatchObject({ cause: "cancelled" });
  expect(deadline.isTimeUp()).toBe(false);
});

test("an already aborted signal ends the task at once", async () => {
  const deadline = Deadline.after(60_000, "boot", { signal: AbortSignal.abort() });
  expect(() => deadline.throwIfOver()).toThrow(AbortedError);
});

test("handles a rejection after the deadline", async () => {
  // An unhandled rejection fails the whole run.
  const over = Deadline.after(60_000, "boot", { signal: AbortSignal.abort() });
  await expect(over.race(Promise.reject(new Error("too late")))).rejects.toThrow(AbortedError);
  await new Promise((resolve) => setImmediate(resolve));
});

test("an outer deadline's timeout stays the reason", async () => {
  const outer = Deadline.after(20, "whole");
  const inner = Deadline.after(60_000, "part", { signal: outer.signal });
  await expect(inner.race(forever)).rejects.toThrow("whole took longer than 20 ms");
});

test("an additional signal ends the same limit with its own reason", async () => {
  const whole = Deadline.after(60_000, "boot");
  await pauseFor(whole, 30);
  const controller = new AbortController();
  const part = whole.endedBy(controller.signal);
  expect(part).toMatchObject({ task: "boot", limitMs: 60_000 });
  expect(part.elapsed()).toBeGreaterThanOrEqual(29);
  const waiting = part.race(forever);
  controller.abort(new Error("the domain is gone"));
  await expect(waiting).rejects.toThrow("the domain is gone");
  expect(whole.signal.aborted).toBe(false);
  const short = Deadline.after(20, "whole");
  await expect(short.endedBy(new AbortController().signal).race(forever)).rejects.toThrow("whole took longer");
});

test("throws a DemotoolError from the caller's signal unchanged", () => {
  const reason = new OptionError({ headline: "no such option", next: "use another" });
  const deadline = Deadline.after(60_000, "boot", { signal: AbortSignal.abort(reason) });
  expect(() => deadline.throwIfOver()).toThrow(reason);
});

test("errors carry the facts and the next step of the task", async () => {
  const time = new ManualTime();
  const options = { clock: time, facts: { domain: "demo-x" }, next: "look at the daemon" };
  const late = Deadline.after(1000, "the call", options);
  time.advance(1000);
  expect(late.signal.reason).toMatchObject({
    facts: { domain: "demo-x", limitMs: 1000 },
    next: "look at the daemon",
  });
  const stopped = Deadline.after(1000, "the call", { ...options, signal: AbortSignal.abort() });
  expect(stopped.signal.reason).toMatchObject({ facts: { domain: "demo-x" } });
});

test("a disposed deadline holds no timer and never aborts", () => {
  const time = new ManualTime();
  const outer = new AbortController();
  const deadline = Deadline.after(1000, "the call", { clock: time, signal: outer.signal });
  deadline[Symbol.dispose]();
  expect(time.timers).toBe(0);
  time.advance(2000);
  outer.abort();
  expect(deadline.signal.aborted).toBe(false);
});

test("reports whether a promise settles in time, and throws other aborts", async () => {
  const time = new ManualTime();
  const deadline = Deadline.after(1000, "wait", { clock: time });
  expect(await deadline.inTime(Promise.resolve())).toBe(true);
  await expect(deadline.inTime(Promise.reject(new Error("own")))).rejects.toThrow("own");
  const late = deadline.inTime(forever);
  time.advance(1000);
  expect(await late).toBe(false);
  const stopped = Deadline.after(1000, "wait", { signal: AbortSignal.abort() });
  await expect(stopped.inTime(forever)).rejects.toThrow(AbortedError);
});

test("throwIfAborted ignores the deadline's own timeout", () => {
  const time = new ManualTime();
  const late = Deadline.after(1000, "wait", { clock: time });
  time.advance(1000);
  expect(() => late.throwIfAborted()).not.toThrow();
  const stopped = Deadline.after(1000, "wait", { clock: time, signal: AbortSignal.abort() });
  expect(() => stopped.throwIfAborted()).toThrow(AbortedError);
});

test("poll retries until there is an answer", async () => {
  let asked = 0;
  const ask = async (): Promise<string | undefined> => (++asked === 3 ? "yes" : undefined);
  await expect(poll(Deadline.after(60_000, "poll"), 1, ask)).resolves.toBe("yes");
  expect(asked).toBe(3);
});

test("poll ends with the deadline or with an error of its callback", async () => {
  await expect(poll(Deadline.after(30, "poll"), 10_000, async () => undefined)).rejects.toThrow(TimeoutError);
  await expect(poll(Deadline.after(30, "poll"), 10_000, () => forever)).rejects.toThrow(TimeoutError);
  const failing = poll(Deadline.after(60_000, "poll"), 10_000, async () => {
    throw new Error("own");
  });
  await expect(failing).rejects.toThrow("own");
});

test("a pause stops a deadline and those derived from it", () => {
  const time = new ManualTime();
  const deadline = Deadline.after(10_000, "wait", { clock: time });
  const derived = deadline.endedBy(new AbortController().signal);
  time.advance(4000);
  const pause = deadline.pause();
  time.advance(60_000);
  for (const { signal, elapsed, remaining } of [deadline, derived].map(measured)) {
    expect([signal.aborted, elapsed, remaining]).toEqual([false, 4000, 6000]);
  }
  pause[Symbol.dispose]();
  time.advance(5000);
  expect(derived.remaining()).toBe(1000);
  expect(derived.isTimeUp()).toBe(false);
  time.advance(1000);
  expect([deadline.signal.aborted, derived.signal.aborted, derived.isTimeUp()]).toEqual([true, true, true]);
});

test("nested pauses of a deadline end with the last one", () => {
  const time = new ManualTime();
  const deadline = Deadline.after(1000, "wait", { clock: time });
  const derived = deadline.endedBy(new AbortController().signal);
  const [first, second] = [deadline.pause(), derived.pause()];
  first[Symbol.dispose]();
  time.advance(5000);
  expect(deadline.signal.aborted).toBe(false);
  second[Symbol.dispose]();
  time.advance(1000);
  expect(deadline.signal.aborted).toBe(true);
});

test("a pause after the end has no effect", () => {
  const time = new ManualTime();
  const deadline = Deadline.after(1000, "wait", { clock: time });
  time.advance(1000);
  const { reason } = deadline.signal;
  const pause = deadline.pause();
  time.advance(5000);
  expect(deadline.isTimeUp()).toBe(true);
  pause[Symbol.dispose]();
  time.advance(5000);
  expect(deadline.signal.reason).toBe(reason);
  expect([deadline.isTimeUp(), deadline.remaining(), time.timers]).toEqual([true, 0, 0]);
});

test("the caller's signal ends a paused task at the time of the pause", () => {
  const time = new ManualTime();
  const outer = new AbortController();
  const deadline = Deadline.after(10_000, "wait", { clock: time, signal: outer.signal });
  time.advance(2000);
  using _pause = deadline.pause();
  time.advance(60_000);
  outer.abort();
  expect(deadline.signal.reason).toMatchObject({ code: "ABORTED", headline: "wait was stopped after 2 s" });
  expect(deadline.isTimeUp()).toBe(false);
});

test("a clock's pause stops all its deadlines, a deadline's own pause only that one", () => {
  const time = new ManualTime();
  const clock = new Clock(time);
  const [one, other] = [1, 2].map((count) => Deadline.after(10_000 * count, "wait", { clock }));
  {
    using _all = clock.pause();
    time.advance(100_000);
  }
  {
    using _one = one?.pause();
    time.advance(3000);
  }
  expect([one?.elapsed(), other?.elapsed()]).toEqual([0, 3000]);
});

function measured(deadline: Deadline): { signal: AbortSignal; elapsed: number; remaining: number } {
  return { signal: deadline.signal, elapsed: deadline.elapsed(), remaining: deadline.remaining() };
}
