import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import type { LogEntry } from "../../../src/base/log.ts";
import type { Resources } from "../../../src/vm/resources.ts";
import { acquireSlot, parseCoreList, type Slot, sharesOf } from "../../../src/vm/slot.ts";
import { captureLog } from "../../support/captured-log.ts";

test.each([
  ["0-3,8", [0, 1, 2, 3, 8]],
  ["5", [5]],
  ["", []],
])("the core list %j", (list, cores) => {
  expect(parseCoreList(list)).toEqual(cores);
});

test.each([
  [24_001, 12_000, 16],
  [2048, 4096, 32],
  [16_384, 4096, 8],
  [262_144, 64, 1],
])("on a host with %i MiB, a VM with %i takes %i shares of 32", (host, wanted, shares) => {
  expect(sharesOf(host, wanted)).toBe(shares);
});

const host: Resources = { cpus: 2, memory: 1000 };
const small: Resources = { cpus: 1, memory: 100 };
const wide: Resources = { cpus: 2, memory: 100 };

/** A host of two cores of its own for one test. */
function testPool(cores: readonly number[] = [4, 7]): {
  slot: (size: Resources, signal?: AbortSignal) => Promise<Slot>;
} {
  const pool = { name: `test-slot-${randomUUID()}`, cores };
  return { slot: (size, signal) => acquireSlot(host, size, signal, pool) };
}

/** Resolves when `count` VMs have said that they wait. */
async function waiting(log: readonly LogEntry[], count = 1): Promise<void> {
  await vi.waitUntil(() => log.filter(({ message }) => message.startsWith("waiting for a VM slot")).length === count);
}

test("VMs of any sizes have cores of their own, and the one that finds too few waits", async () => {
  const log = captureLog();
  const { slot } = testPool();
  const first = await slot(small);
  const second = await slot(small);
  expect([first.cores, second.cores]).toEqual([[4], [7]]);
  await first[Symbol.asyncDispose]();
  // Core 7 is still taken.
  const large = slot(wide);
  await waiting(log);
  const order: string[] = [];
  const late = slot(small).then((got) => {
    order.push("small");
    return got;
  });
  await waiting(log, 2);
  await second[Symbol.asyncDispose]();
  const got = await large;
  order.push("large");
  expect(got.cores).toEqual([4, 7]);
  await got[Symbol.asyncDispose]();
  await (await late)[Symbol.asyncDispose]();
  expect(order).toEqual(["large", "small"]);
});

test("memory is shared out too", async () => {
  const log = captureLog();
  const { slot } = testPool();
  const half = { cpus: 1, memory: 600 };
  const first = await slot(half);
  const second = slot(half);
  await waiting(log);
  await first[Symbol.asyncDispose]();
  await using got = await second;
  expect(got.cores).toHaveLength(1);
});

test("a VM that is larger than the host has it all, unpinned", async () => {
  const log = captureLog();
  const { slot } = testPool();
  const large = await slot({ cpus: 8, memory: 8000 });
  expect(large.cores).toBeUndefined();
  const next = slot(small);
  await waiting(log);
  await large[Symbol.asyncDispose]();
  await (await next)[Symbol.asyncDispose]();
});

test("a wait that is ended gives back what it has collected", async () => {
  const log = captureLog();
  const { slot } = testPool();
  await using first = await slot(small);
  const abort = new AbortController();
  const outcome = expect(slot(wide, abort.signal)).rejects.toThrow("enough");
  await waiting(log);
  abort.abort(new Error("enough"));
  await outcome;
  await using second = await slot(small);
  expect([first.cores, second.cores]).toEqual([[4], [7]]);
});

test("whoever may be waiting for itself is told so", async () => {
  const log = captureLog();
  const { slot } = testPool([4]);
  const own = await slot(small);
  const second = slot(small);
  await waiting(log);
  expect(log).toMatchObject([{ level: "warn", facts: { own: 1, holder: process.pid } }]);
  expect(log[0]?.message).toMatch(/end one of them/);
  await own[Symbol.asyncDispose]();
  await (await second)[Symbol.asyncDispose]();
});
