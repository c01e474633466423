// What must not be left half done has a while longer, and ends with the caller's own reason.
import { once } from "node:events";
import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { withGrace } from "../../../../src/machine/snapshots/grace.ts";

test("it outlives a time limit, and names that limit at its end", async () => {
  const deadline = Deadline.after(0.05, "the task");
  const later = withGrace(deadline, 0.2);
  await once(deadline.signal, "abort");
  later.throwIfOver();
  await once(later.signal, "abort");
  expect(later.signal.reason).toBe(deadline.signal.reason);
  expect(() => later.throwIfOver()).toThrow("the task took longer than 0.05 s");
});

test("it outlives an abort that came before it as well", async () => {
  const abort = new AbortController();
  const deadline = Deadline.after(60, "the task", { signal: abort.signal });
  abort.abort(new Error("enough"));
  const later = withGrace(deadline, 0.05);
  later.throwIfOver();
  await once(later.signal, "abort");
  expect(later.signal.reason).toBe(deadline.signal.reason);
});
