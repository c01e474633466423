import { mkdir, readdir, readFile, readlink, symlink, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { LockError, TimeoutError } from "../../../../src/base/errors.ts";
import { acquireLock, anyRelease, isReleased, lockDirectory, tryLock } from "../../../../src/base/files/lock.ts";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { testDirectory } from "../../../support/domains.ts";
import { startProgram } from "../programs/start.ts";

let path: string;
beforeEach(async () => {
  path = join(await testDirectory(), "a.lock");
});

test("a lock has one holder and is free after its release, without its file", async () => {
  const lock = await acquireLock(path);
  expect(lock.path).toBe(path);
  expect(await tryLock(path)).toBeUndefined();
  await lock.release();
  await lock.release();
  expect(await readdir(dirname(path))).toEqual([]);
  await using again = await tryLock(path);
  expect(again).toBeDefined();
});

test("an abandoned lock is free, and its file stays", async () => {
  const lock = await acquireLock(path);
  await lock.abandon();
  expect(await readdir(dirname(path))).toEqual(["a.lock"]);
  await using again = await tryLock(path, { create: false });
  expect(again).toBeDefined();
});

test("any number of programs can ask at once whether a lock is released", async () => {
  expect(await isReleased(path)).toBe(false);
  const lock = await acquireLock(path);
  expect(await isReleased(path)).toBe(false);
  await lock.abandon();
  expect(await Promise.all(Array.from({ length: 20 }, () => isReleased(path)))).not.toContain(false);
});

test("a directory has one holder at a time, and its waiters are served in turn", async () => {
  const directory = dirname(path);
  let holders = 0;
  const turns = Array.from({ length: 20 }, async () => {
    await using _lock = await lockDirectory(directory);
    expect(++holders).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    holders--;
  });
  await Promise.all(turns);
  expect(await readdir(directory)).toEqual([]);
});

test("a wait for a directory ends with its signal", async () => {
  await using _lock = await lockDirectory(dirname(path));
  await expect(lockDirectory(dirname(path), Deadline.after(50, "wait").signal)).rejects.toThrow(TimeoutError);
});

test("without creating, a missing file is not a free lock", async () => {
  expect(await tryLock(path, { create: false })).toBeUndefined();
  expect(await readdir(dirname(path))).toEqual([]);
});

test("waiters get the lock one after the other", async () => {
  let holders = 0;
  const turns = await Promise.all(
    Array.from({ length: 8 }, async (_, turn) => {
      await using _lock = await acquireLock(path);
      expect(++holders).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      holders--;
      return turn;
    }),
  );
  expect(turns).toHaveLength(8);
});

test("a lock whose file was replaced does not count", async () => {
  const lock = await acquireLock(path);
  await unlink(path);
  await using other = await tryLock(path);
  expect(other).toBeDefined();
  // Releases its own file only.
  await lock.abandon();
  expect(await tryLock(path)).toBeUndefined();
});

test("reports the holder once to a waiter", async () => {
  const holders: [number | undefined, string][] = [];
  const lock = await acquireLock(path, { note: "for a test" });
  const told = Promise.withResolvers<void>();
  const waiting = acquireLock(path, {
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
  await using _lock = await acquireLock(path);
  await expect(acquireLock(path, { signal: Deadline.after(50, "wait").signal })).rejects.toThrow(TimeoutError);
});

test("a wait that tells nobody has a limit, whose error names the holder", async () => {
  await using _lock = await acquireLock(path, { note: "demo-a" });
  const waiting = acquireLock(path, { limitMs: 50 });
  await expect(waiting).rejects.toThrow(LockError);
  await expect(waiting).rejects.toMatchObject({
    code: "LOCK",
    facts: { path, holder: process.pid, heldFor: "demo-a" },
    next: expect.stringContaining("stopped"),
  });
});

test("an aborted wait fails at once", async () => {
  await using lock = await acquireLock(path);
  const abort = new AbortController();
  const waiting = acquireLock(path, { signal: abort.signal });
  abort.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await anyRelease([lock.path], { signal: abort.signal });
});

test("the release of any of several locks ends the wait for them", async () => {
  await using first = await acquireLock(path);
  const second = await acquireLock(`${path}-2`, { note: "two" });
  const told = Promise.withResolvers<string>();
  let released = false;
  const waiting = anyRelease([second.path, first.path], { onWait: (_, note) => told.resolve(note) }).then(() => {
    released = true;
  });
  expect(await told.promise).toBe("two");
  expect(released).toBe(false);
  await second.release();
  await waiting;
  expect(await tryLock(first.path)).toBeUndefined();
  await anyRelease([second.path, first.path]);
});

test("the lock of a killed process passes to the waiter", async () => {
  await using holder = await startProgram("hold-lock.ts", { args: [path] });
  expect(holder.firstLine).toBe("held");
  expect(await tryLock(path)).toBeUndefined();
  const told = Promise.withResolvers<number | undefined>();
  const waiting = acquireLock(path, { onWait: told.resolve });
  expect(await told.promise).toBe(holder.pid);
  await holder.kill();
  await using _lock = await waiting;
  expect(await readFile(path, "utf8")).toBe(`${process.pid} \n`);
});

test("a killed waiter leaves no program behind that would take the lock", async () => {
  const lock = await acquireLock(path);
  await using waiter = await startProgram("wait-for-lock.ts", { args: [path] });
  expect(waiter.firstLine).toBe("waiting");
  const helpers = async (): Promise<number> => (await programsWith(path)).length;
  await waiter.kill();
  await expect.poll(helpers).toBe(1);
  await lock.release();
});

/** The processes that have a file open, this one included. */
async function programsWith(file: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const opens = async (pid: string): Promise<boolean> => {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
    return targets.includes(file);
  };
  const open = await Promise.all(pids.map(opens));
  return pids.filter((_, index) => open[index]);
}

test.for(["a link", "a directory"])("%s in the lock's place is an error with its path", async (kind) => {
  const elsewhere = join(dirname(path), "elsewhere");
  await writeFile(elsewhere, "kept");
  await (kind === "a link" ? symlink(elsewhere, path) : mkdir(path));
  await expect(acquireLock(path)).rejects.toMatchObject({ code: "LOCK", facts: { path } });
  expect(await readFile(elsewhere, "utf8")).toBe("kept");
});
