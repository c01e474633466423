// Work in a guest ends before the guest's state does.
import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { GuestWork } from "../../../src/guest/work.ts";

const limit = (): Deadline => Deadline.after(10_000, "the work");

test("end() aborts work with its reason and holds back new work", async () => {
  const work = new GuestWork();
  const order: string[] = [];
  const ended = work.run(limit(), async (deadline) => {
    try {
      await deadline.race(new Promise(() => {}));
    } finally {
      await Promise.resolve();
      order.push("cleaned up");
    }
  });
  const outcome = expect(ended).rejects.toThrow("put back");
  const back = work.end(new Error("put back"), limit(), async () => order.push("put back"));
  const late = work.run(limit(), async (deadline) => {
    deadline.throwIfOver();
    order.push("late");
  });
  await Promise.all([outcome, back, late]);
  expect(order).toEqual(["cleaned up", "put back", "late"]);
});
