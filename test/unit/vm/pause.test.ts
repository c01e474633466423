import { expect, test } from "vitest";
import { AbortedError, OptionError } from "../../../src/base/errors.ts";
import { pauseForViewers } from "../../../src/vm/pause.ts";

test("a rest takes its time", async () => {
  const start = performance.now();
  await pauseForViewers(0.2, undefined);
  expect(performance.now() - start).toBeGreaterThan(190);
  await pauseForViewers(0, undefined);
});

test("the end of the demo ends a rest", async () => {
  const abort = new AbortController();
  const rest = pauseForViewers(600, abort.signal);
  setImmediate(() => abort.abort(new Error("enough")));
  await expect(rest).rejects.toThrow(AbortedError);
  await expect(pauseForViewers(0, abort.signal)).rejects.toThrow(AbortedError);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 3601, "2" as unknown as number])(
  "%s is refused",
  async (seconds) => {
    await expect(pauseForViewers(seconds, undefined)).rejects.toThrow(OptionError);
  },
);
