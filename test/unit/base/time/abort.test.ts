import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test, vi } from "vitest";
import { anySignal, unlessAborted } from "../../../../src/base/time/abort.ts";

const forever = new Promise<never>(() => {});

test("settles with the first promise", async () => {
  const { signal } = new AbortController();
  await expect(unlessAborted(Promise.resolve(7), signal)).resolves.toBe(7);
  await expect(unlessAborted(Promise.reject(new Error("own")), signal)).rejects.toThrow("own");
  await expect(unlessAborted(Promise.resolve(7), undefined)).resolves.toBe(7);
});

test("throws the reason of the abort unchanged", async () => {
  const controller = new AbortController();
  const waiting = unlessAborted(forever, controller.signal);
  controller.abort("enough");
  await expect(waiting).rejects.toBe("enough");
  await expect(unlessAborted(Promise.resolve(7), controller.signal)).rejects.toBe("enough");
});

test("ignores a rejection after the abort", async () => {
  // An unhandled rejection fails the whole run.
  await expect(unlessAborted(Promise.reject(new Error("too late")), AbortSignal.abort("enough"))).rejects.toBe(
    "enough",
  );
  await new Promise((resolve) => setImmediate(resolve));
});

test("leaves no listener behind", async () => {
  const { signal } = new AbortController();
  const add = vi.spyOn(signal, "addEventListener");
  const remove = vi.spyOn(signal, "removeEventListener");
  for (let i = 0; i < 20; i++) await unlessAborted(Promise.resolve(), signal);
  expect(add).toHaveBeenCalledTimes(20);
  expect(remove).toHaveBeenCalledTimes(20);
});

test("a joined signal aborts with one of its sources", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const any = anySignal([one.signal, other.signal]);
  expect(any.aborted).toBe(false);
  other.abort("other");
  expect([any.aborted, any.reason]).toEqual([true, "other"]);
});

test("a joined signal aborts though its source is garbage by then, and nobody has listened", async () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const later = (): AbortSignal => {
    const controller = new AbortController();
    setTimeout(() => controller.abort("late"), 20);
    return controller.signal;
  };
  const any = anySignal([anySignal([later()]), new AbortController().signal]);
  await delay(60);
  collect();
  // References to what was collected are cleared in a later task.
  await delay(20);
  collect();
  expect([any.aborted, any.reason]).toEqual([true, "late"]);
});
