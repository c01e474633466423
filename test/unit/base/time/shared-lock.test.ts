// A lock for many shared holders or one exclusive holder.
import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { SharedLock } from "../../../../src/base/time/shared-lock.ts";

const limit = (ms = 10_000): Deadline => Deadline.after(ms, "the gate");

/** Work that lasts until it is told to end. */
function lasting(): { work: () => Promise<void>; begun: Promise<void>; end: () => void } {
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const work = (): Promise<void> => {
    begun.resolve();
    return ended.promise;
  };
  return { work, begun: begun.promise, end: ended.resolve };
}

test("an exclusive holder waits for the shared ones, and later ones wait for it", async () => {
  const gate = new SharedLock();
  const order: string[] = [];
  const [first, second, alone] = [lasting(), lasting(), lasting()];
  const inside = [first, second].map(({ work }) => gate.shared(work));
  await Promise.all([first.begun, second.begun]);
  const only = gate.exclusive(limit(), async () => {
    order.push("alone");
    await alone.work();
  });
  const late = gate.shared(async () => order.push("late"), limit());
  const next = gate.exclusive(limit(), async () => order.push("next"));
  first.end();
  second.end();
  await Promise.all([...inside, alone.begun]);
  expect(order).toEqual(["alone"]);
  alone.end();
  await Promise.all([only, late, next]);
  expect(order.toSorted()).toEqual(["alone", "late", "next"]);
});

test("a wait that times out leaves the lock usable", async () => {
  const gate = new SharedLock();
  const inside = lasting();
  const held = gate.shared(inside.work);
  await expect(gate.exclusive(limit(50), async () => {})).rejects.toMatchObject({ code: "TIMEOUT" });
  expect(await gate.shared(async () => "in")).toBe("in");
  expect(await gate.exclusive(limit(), async () => "without waiting", 50)).toBe("without waiting");
  inside.end();
  await held;
  await expect(gate.exclusive(limit(), () => Promise.reject(new Error("no luck")))).rejects.toThrow("no luck");
  expect(await gate.exclusive(limit(), async () => "alone")).toBe("alone");
});
