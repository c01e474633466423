import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { Mutex, Semaphore } from "../../../../src/base/time/mutex.ts";
import { ManualTime } from "../../../support/manual-time.ts";

const limit = (): Deadline => Deadline.after(60_000, "the turn");

/** Tasks by name: which have started, in order, and how to end each. */
function tasks(): { begun: string[]; end: (name: string) => void; task: (name: string) => () => Promise<string> } {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  return {
    begun,
    end: (name) => ends.get(name)?.resolve(name),
    task: (name) => () => {
      begun.push(name);
      const end = Promise.withResolvers<string>();
      ends.set(name, end);
      return end.promise;
    },
  };
}

test("a mutex runs tasks one at a time, in order of arrival", async () => {
  const mutex = new Mutex();
  const { begun, end, task } = tasks();
  const runs = ["a", "b", "c"].map((name) => mutex.run(limit(), task(name)));
  for (const [index, name] of ["a", "b", "c"].entries()) {
    await expect.poll(() => begun).toEqual(["a", "b", "c"].slice(0, index + 1));
    end(name);
  }
  expect(await Promise.all(runs)).toEqual(["a", "b", "c"]);
});

test("a semaphore runs as many tasks as it has permits", async () => {
  const semaphore = new Semaphore(2);
  const { begun, end, task } = tasks();
  const runs = ["a", "b", "c", "d"].map((name) => semaphore.run(limit(), task(name)));
  await expect.poll(() => begun).toEqual(["a", "b"]);
  end("b");
  await expect.poll(() => begun).toEqual(["a", "b", "c"]);
  end("a");
  await expect.poll(() => begun).toEqual(["a", "b", "c", "d"]);
  end("c");
  end("d");
  await Promise.all(runs);
});

test("a failing task passes the lock on", async () => {
  const mutex = new Mutex();
  const failing = mutex.run(limit(), () => Promise.reject(new Error("no luck")));
  const next = mutex.run(limit(), async () => "next");
  await expect(failing).rejects.toThrow("no luck");
  expect(await next).toBe("next");
});

test("a deadline ends the wait, and the next task keeps its place", async () => {
  const mutex = new Mutex();
  const time = new ManualTime();
  const { begun, end, task } = tasks();
  const first = mutex.run(limit(), task("first"));
  const late = mutex.run(Deadline.after(1000, "the turn", { clock: time }), task("late"));
  const last = mutex.run(limit(), task("last"));
  time.advance(2000);
  await expect(late).rejects.toMatchObject({ code: "TIMEOUT", headline: "the turn took longer than 1 s" });
  end("first");
  await first;
  await expect.poll(() => begun).toEqual(["first", "last"]);
  end("last");
  await last;
});

test("a permit that arrives with the deadline passes to the next task", async () => {
  const mutex = new Mutex();
  const time = new ManualTime();
  const { begun, end, task } = tasks();
  const first = mutex.run(limit(), task("first"));
  const late = mutex.run(Deadline.after(1000, "the turn", { clock: time }), task("late"));
  const last = mutex.run(limit(), task("last"));
  await expect.poll(() => begun).toEqual(["first"]);
  // Abort first, then hand over, before either is observed.
  time.advance(2000);
  end("first");
  await expect(late).rejects.toMatchObject({ code: "TIMEOUT" });
  await first;
  await expect.poll(() => begun).toEqual(["first", "last"]);
  end("last");
  await last;
});

test("an expired deadline takes no permit", async () => {
  const mutex = new Mutex();
  const over = Deadline.after(60_000, "the turn", { signal: AbortSignal.abort() });
  await expect(mutex.run(over, async () => {})).rejects.toMatchObject({ code: "ABORTED" });
  expect(await mutex.run(limit(), async () => "free")).toBe("free");
});
