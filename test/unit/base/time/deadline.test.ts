import { expect, test, vi } from "vitest";
import { AbortedError, TimeoutError } from "../../../../src/base/errors.ts";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { pauseFor, poll } from "../../../../src/base/time/poll.ts";

const forever = new Promise<never>(() => {});

test("a promise that keeps within the deadline gives its value or its failure", async () => {
  const deadline = Deadline.after(60, "boot");
  await expect(deadline.race(Promise.resolve(7))).resolves.toBe(7);
  await expect(deadline.race(Promise.reject(new Error("own")))).rejects.toThrow("own");
  expect(deadline.signal.aborted).toBe(false);
});

test("a deadline that passes says what took longer than how many seconds", async () => {
  const deadline = Deadline.after(0.05, "boot of demo-login");
  const error = await deadline.race(forever).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({
    headline: "boot of demo-login took longer than 0.05 s",
    facts: { limitSeconds: 0.05 },
  });
  expect(deadline.signal.reason).toBe(error);
  expect(() => deadline.throwIfOver()).toThrow(TimeoutError);
  expect(deadline.isTimeUp()).toBe(true);
});

test("time passes", async () => {
  const deadline = Deadline.after(60, "boot");
  await pauseFor(deadline, 0.03);
  expect(deadline.elapsed()).toBeGreaterThanOrEqual(0.029);
  expect(deadline.remaining()).toBeLessThan(60);
});

test("the caller's signal ends the task with an error that holds its reason", async () => {
  const controller = new AbortController();
  const deadline = Deadline.after(60, "boot", { signal: controller.signal });
  const waiting = deadline.race(forever);
  controller.abort("cancelled");
  const error = await waiting.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AbortedError);
  expect(error).toMatchObject({ cause: "cancelled" });
  expect(deadline.isTimeUp()).toBe(false);
});

test("a signal that was aborted before ends the task at once", async () => {
  const deadline = Deadline.after(60, "boot", { signal: AbortSignal.abort() });
  expect(() => deadline.throwIfOver()).toThrow(AbortedError);
});

test("the failure of what comes too late is nobody's any more", async () => {
  // An unhandled rejection fails the whole run.
  const over = Deadline.after(60, "boot", { signal: AbortSignal.abort() });
  await expect(over.race(Promise.reject(new Error("too late")))).rejects.toThrow(AbortedError);
  await new Promise((resolve) => setImmediate(resolve));
});

test("an outer deadline's timeout stays the reason", async () => {
  const outer = Deadline.after(0.02, "whole");
  const inner = Deadline.after(60, "part", { signal: outer.signal });
  await expect(inner.race(forever)).rejects.toThrow("whole took longer than 0.02 s");
});

test("a further signal ends the same limit, with its own reason", async () => {
  const whole = Deadline.after(60, "boot");
  await pauseFor(whole, 0.03);
  const controller = new AbortController();
  const part = whole.endedBy(controller.signal);
  expect(part).toMatchObject({ task: "boot", seconds: 60 });
  expect(part.elapsed()).toBeGreaterThanOrEqual(0.029);
  const waiting = part.race(forever);
  controller.abort(new Error("the domain is gone"));
  await expect(waiting).rejects.toThrow("the domain is gone");
  expect(whole.signal.aborted).toBe(false);
  const short = Deadline.after(0.02, "whole");
  await expect(short.endedBy(new AbortController().signal).race(forever)).rejects.toThrow("whole took longer");
});

test("a finished race leaves no listener behind", async () => {
  const deadline = Deadline.after(60, "boot");
  const add = vi.spyOn(deadline.signal, "addEventListener");
  const remove = vi.spyOn(deadline.signal, "removeEventListener");
  for (let i = 0; i < 20; i++) await deadline.race(Promise.resolve());
  expect(add).toHaveBeenCalledTimes(20);
  expect(remove).toHaveBeenCalledTimes(20);
});

test("poll asks until there is an answer", async () => {
  let asked = 0;
  const ask = async (): Promise<string | undefined> => (++asked === 3 ? "yes" : undefined);
  await expect(poll(Deadline.after(60, "poll"), 0.001, ask)).resolves.toBe("yes");
  expect(asked).toBe(3);
});

test("poll ends with the deadline and with what the question throws", async () => {
  await expect(poll(Deadline.after(0.03, "poll"), 10, async () => undefined)).rejects.toThrow(TimeoutError);
  await expect(poll(Deadline.after(0.03, "poll"), 10, () => forever)).rejects.toThrow(TimeoutError);
  const failing = poll(Deadline.after(60, "poll"), 10, async () => {
    throw new Error("own");
  });
  await expect(failing).rejects.toThrow("own");
});
