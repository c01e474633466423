import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { TimeoutError } from "../../../../src/base/errors.ts";
import { acquireAnyLock, acquireLock, anyRelease, tryLock } from "../../../../src/base/files/lock.ts";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { startProgram } from "../programs/start.ts";

const name = (): string => `unit-${randomUUID()}`;

test("a lock has one holder and is free after its release", async () => {
  const own = name();
  const lock = await acquireLock(own);
  expect(lock.name).toBe(own);
  expect(await tryLock(own)).toBeUndefined();
  await lock.release();
  await lock.release();
  await using again = await tryLock(own);
  expect(again).toBeDefined();
});

test("waiters get the lock one after the other", async () => {
  const own = name();
  let holders = 0;
  const turns = await Promise.all(
    Array.from({ length: 8 }, async (_, turn) => {
      await using _lock = await acquireLock(own);
      expect(++holders).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      holders--;
      return turn;
    }),
  );
  expect(turns).toHaveLength(8);
});

test("reports the holder once to a waiter", async () => {
  const own = name();
  const holders: [number, string][] = [];
  const lock = await acquireLock(own, { note: "for a test" });
  const told = Promise.withResolvers<void>();
  const waiting = acquireLock(own, {
    onWait: (...holder) => {
      holders.push(holder);
      told.resolve();
    },
  });
  await told.promise;
  await lock.release();
  await (await waiting).release();
  expect(holders).toEqual([[process.pid, "for a test"]]);
});

test("the deadline ends the wait", async () => {
  await using lock = await acquireLock(name());
  await expect(acquireLock(lock.name, { signal: Deadline.after(50, "wait").signal })).rejects.toThrow(TimeoutError);
});

test("an aborted wait fails at once", async () => {
  await using lock = await acquireLock(name());
  const abort = new AbortController();
  const waiting = acquireLock(lock.name, { signal: abort.signal });
  abort.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await anyRelease([lock.name], { signal: abort.signal });
});

test("takes the first of several locks that becomes free", async () => {
  const names = [name(), name()] as const;
  await using first = await acquireLock(names[0]);
  const second = await acquireLock(names[1]);
  const waiting = acquireAnyLock(names);
  await second.release();
  await using got = await waiting;
  expect(got.name).toBe(names[1]);
  expect(first.name).toBe(names[0]);
});

test("the lock of a killed process passes to the waiter", async () => {
  const own = name();
  await using holder = await startProgram("hold-lock.ts", own);
  expect(holder.firstLine).toBe("held");
  expect(await tryLock(own)).toBeUndefined();
  const told = Promise.withResolvers<number>();
  const waiting = acquireLock(own, { onWait: told.resolve });
  expect(await told.promise).toBe(holder.pid);
  await holder.kill();
  await using lock = await waiting;
  expect(lock.name).toBe(own);
});
