import { expect, test } from "vitest";
import { AbortedError, OptionError } from "../../../src/base/errors.ts";
import { pauseForViewers, timeLimit } from "../../../src/vm/durations.ts";

test("a pause takes its time", async () => {
  const start = performance.now();
  await pauseForViewers(200, undefined);
  expect(performance.now() - start).toBeGreaterThan(190);
  await pauseForViewers(0, undefined);
});

test("the end of the demo ends a pause", async () => {
  const abort = new AbortController();
  const pause = pauseForViewers(600_000, abort.signal);
  setImmediate(() => abort.abort(new Error("enough")));
  await expect(pause).rejects.toThrow(AbortedError);
  await expect(pauseForViewers(0, abort.signal)).rejects.toThrow(AbortedError);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 3_600_001, "2" as unknown as number])(
  "rejects a pause of %s",
  async (seconds) => {
    await expect(pauseForViewers(seconds, undefined)).rejects.toThrow(OptionError);
  },
);

test("a method has 300 s unless given another limit", () => {
  const task = { method: "exec", task: "id in the guest", signal: undefined };
  expect(timeLimit({ ...task, timeout: undefined }).limitMs).toBe(300_000);
  expect(timeLimit({ ...task, timeout: 2000 }).limitMs).toBe(2000);
});

test.each([0, -1, Number.NaN, 7 * 24 * 3_600_000 + 1])(
  "rejects a time limit of %s, with the method's name",
  (timeout) => {
    const task = { method: "exec", task: "id in the guest", signal: undefined };
    expect(() => timeLimit({ ...task, timeout })).toThrow("option timeout of vm.exec is out of range");
  },
);

test.each([0.5, 30, 300, 999])("a time limit of %s, which can only be seconds, is refused with the unit", (timeout) => {
  const task = { method: "exec", task: "id in the guest", signal: undefined };
  expect(() => timeLimit({ ...task, timeout })).toThrow(
    /is in milliseconds, and [\d.]+ is too short[\s\S]*→ give \d+ for/,
  );
});

test.each([0.5, 1.5, 9])("a pause of %s, which can only be seconds, is refused with the unit", async (duration) => {
  await expect(pauseForViewers(duration, undefined)).rejects.toThrow("is in milliseconds");
});

test("hooks can still call methods after the demo has ended", () => {
  const task = { method: "exec", task: "id in the guest", timeout: undefined };
  timeLimit({ ...task, signal: AbortSignal.abort(new Error("over")) }).throwIfOver();
});
