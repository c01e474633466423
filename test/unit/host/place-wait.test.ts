// VMs of several programs wait for places in one registry.
import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import type { LogEntry } from "../../../src/base/log.ts";
import { type Placement, type PlaceWaitRequest, waitForPlace } from "../../../src/host/place-wait.ts";
import type { Resources } from "../../../src/host/resources.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";

const host: Resources = { cpus: 2, memory: 1000 };
const small: Resources = { cpus: 1, memory: 100 };
const wide: Resources = { cpus: 2, memory: 100 };

interface Slot extends AsyncDisposable {
  readonly cores: readonly number[] | undefined;
  readonly within: readonly number[] | undefined;
}

type Program = (wanted: Resources, more?: Partial<PlaceWaitRequest>) => Promise<Slot>;

/** Programs on a simulated host with two cores, for one test. */
async function testHost(cores: readonly number[] = [4, 7]): Promise<{ program: (name: string) => Program }> {
  const registry = { directory: await testDirectory(), cores };
  return {
    program: (name) => async (wanted, more) => {
      const held = await waitForPlace({ name, host, wanted, registry, program: name, ...more });
      const { pinning, within }: Placement = held.placement;
      return { cores: pinning, within, [Symbol.asyncDispose]: () => held[Symbol.asyncDispose]() };
    },
  };
}

/** A run with a limit on its VMs. */
function runOf(maxVms: number): { limit: { maxVms: number; run: string } } {
  return { limit: { maxVms, run: randomUUID() } };
}

/** The log entries of waiting VMs. */
function waits(log: readonly LogEntry[]): readonly string[] {
  return log.map(({ message }) => message).filter((message) => message.startsWith("waiting for a VM slot"));
}

/** Resolves when `count` VMs have logged that they wait. */
async function waiting(log: readonly LogEntry[], count = 1): Promise<void> {
  await vi.waitUntil(() => waits(log).length === count, { timeout: 10_000 });
}

test("VMs get cores of their own, and a VM that finds too few waits ahead of later ones", async () => {
  const log = captureLog();
  const { program } = await testHost();
  const first = await program("first")(small);
  const second = await program("second")(small);
  expect([first.cores, second.cores]).toEqual([[4], [7]]);
  await first[Symbol.asyncDispose]();
  // Core 7 is still taken.
  const large = program("large")(wide);
  await waiting(log);
  const order: string[] = [];
  const late = program("late")(small).then((got) => {
    order.push("small");
    return got;
  });
  await waiting(log, 2);
  expect(log).toMatchObject([
    { level: "info", facts: { domain: "large", holder: process.pid, vm: "second" } },
    { level: "info", facts: { domain: "late", holder: process.pid, vm: "large" } },
  ]);
  expect(waits(log)).toEqual([
    "waiting for a VM slot: other VMs use the host's cores",
    "waiting for a VM slot: another VM is ahead of it",
  ]);
  await second[Symbol.asyncDispose]();
  const got = await large;
  order.push("large");
  expect(got.cores).toEqual([4, 7]);
  await got[Symbol.asyncDispose]();
  await (await late)[Symbol.asyncDispose]();
  expect(order).toEqual(["large", "small"]);
});

test("shares out memory too", async () => {
  const log = captureLog();
  const { program } = await testHost();
  const half = { cpus: 1, memory: 600 };
  const first = await program("first")(half);
  const second = program("second")(half);
  await waiting(log);
  expect(waits(log)).toEqual(["waiting for a VM slot: other VMs use the host's memory"]);
  await first[Symbol.asyncDispose]();
  await using got = await second;
  expect(got.cores).toHaveLength(1);
});

test("a VM larger than the host gets all of it, unpinned", async () => {
  const log = captureLog();
  const { program } = await testHost();
  const large = await program("large")({ cpus: 8, memory: 8000 });
  expect(large.cores).toBeUndefined();
  const next = program("next")(small);
  await waiting(log);
  await large[Symbol.asyncDispose]();
  await (await next)[Symbol.asyncDispose]();
});

test("an aborted wait leaves everything to the others", async () => {
  const log = captureLog();
  const { program } = await testHost();
  await using first = await program("first")(small);
  const abort = new AbortController();
  const outcome = expect(program("ended")(wide, { ...runOf(1), signal: abort.signal })).rejects.toThrow("enough");
  await waiting(log);
  abort.abort(new Error("enough"));
  await outcome;
  await using second = await program("second")(small);
  expect([first.cores, second.cores]).toEqual([[4], [7]]);
});

test("warns when a program waits for its own VM", async () => {
  const log = captureLog();
  const { program } = await testHost([4]);
  const alone = program("alone");
  const own = await alone(small);
  const second = alone(small);
  await waiting(log);
  expect(log).toMatchObject([{ level: "warn", facts: { own: 1, holder: process.pid } }]);
  expect(log[0]?.message).toMatch(/end one of them/);
  await own[Symbol.asyncDispose]();
  await (await second)[Symbol.asyncDispose]();
});

test("a program that has a VM does not queue behind a waiting one", async () => {
  const log = captureLog();
  const { program } = await testHost();
  const pair = program("pair");
  await using first = await pair(small);
  const large = program("large")(wide);
  await waiting(log);
  const second = await pair(small);
  expect([first.cores, second.cores]).toEqual([[4], [7]]);
  await second[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  await (await large)[Symbol.asyncDispose]();
});

test("a run keeps its limit while other runs use the rest of the host", async () => {
  const log = captureLog();
  const { program } = await testHost([4, 5, 6, 7]);
  const one = runOf(2);
  const slots = [await program("one")(small, one), await program("two")(small, one)];
  expect(slots.map(({ cores }) => cores)).toEqual([[4], [5]]);
  const third = program("three")(small, one);
  await waiting(log);
  expect(log).toMatchObject([
    {
      message: "waiting for a VM slot: this run has reached its limit of VMs",
      facts: { domain: "three", maxVms: 2, vm: expect.stringMatching(/one|two/) },
    },
  ]);
  await using other = await program("other")(small, runOf(2));
  await using free = await program("free")(small);
  expect([other.cores, free.cores]).toEqual([[6], [7]]);
  await slots[1]?.[Symbol.asyncDispose]();
  await using got = await third;
  expect(got.cores).toEqual([5]);
  await slots[0]?.[Symbol.asyncDispose]();
});

test("a run with more VMs than cores pins none, and its memory still counts", async () => {
  const log = captureLog();
  const { program } = await testHost();
  const run = runOf(4);
  const third = { cpus: 1, memory: 300 };
  const slots = [];
  for (const name of ["one", "two", "three"]) slots.push(await program(name)(third, run));
  expect(slots.map(({ cores }) => cores)).toEqual([undefined, undefined, undefined]);
  const fourth = program("four")(third, run);
  await waiting(log);
  expect(waits(log)).toEqual(["waiting for a VM slot: other VMs use the host's memory"]);
  for (const slot of slots) await slot[Symbol.asyncDispose]();
  await (await fourth)[Symbol.asyncDispose]();
});

test("VMs that share cores avoid pinned ones, and wait only if no others exist", async () => {
  const log = captureLog();
  const { program } = await testHost();
  const run = runOf(4);
  const first = await program("first")(small);
  const beside = await program("beside")(small, run);
  const too = await program("too")(small, run);
  expect([beside, too].map(({ cores, within }) => ({ cores, within }))).toEqual([
    { cores: undefined, within: [7] },
    { cores: undefined, within: [7] },
  ]);
  await beside[Symbol.asyncDispose]();
  await too[Symbol.asyncDispose]();

  const second = await program("second")(small);
  expect(second.cores).toEqual([7]);
  const sharing = program("sharing")(small, run);
  await waiting(log);
  expect(log).toMatchObject([
    { message: "waiting for a VM slot: other VMs use the host's cores", facts: { domain: "sharing", vm: "first" } },
  ]);
  await first[Symbol.asyncDispose]();
  expect((await sharing).within).toEqual([4]);
  await second[Symbol.asyncDispose]();
  const free = await program("free")(small, run);
  expect(free.within).toBeUndefined();
  await free[Symbol.asyncDispose]();
  await (await sharing)[Symbol.asyncDispose]();
});

test("beside VMs that share cores, exclusive VMs wait for each other and none is pinned", async () => {
  const log = captureLog();
  const { program } = await testHost();
  const run = runOf(4);
  const sharing = await program("sharing")(small, run);
  const first = await program("first")(small);
  const second = await program("second")(small);
  const another = await program("another")(small, run);
  expect([sharing.within, first.cores, second.cores, another.within]).toEqual(Array(4).fill(undefined));
  const third = program("third")(small);
  await waiting(log);
  expect(log).toMatchObject([{ facts: { domain: "third", vm: "first" } }]);
  await sharing[Symbol.asyncDispose]();
  await another[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  await using got = await third;
  expect(got.cores).toEqual([4]);
  await second[Symbol.asyncDispose]();
});

test("any mix of programs and limits: each gets its VM and no resource is overcommitted", {
  timeout: 60_000,
}, async () => {
  captureLog();
  const cores = [0, 1, 2];
  const { program } = await testHost(cores);
  const runs = [undefined, runOf(1), runOf(2), runOf(5)];
  const alive = new Set<Slot & { wanted: Resources; run: number }>();
  const total = (count: (slot: { wanted: Resources }) => number): number =>
    [...alive].reduce((sum, slot) => sum + count(slot), 0);
  const check = (): void => {
    expect(total(({ wanted }) => wanted.memory)).toBeLessThanOrEqual(host.memory);
    const own = [...alive].flatMap((slot) => slot.cores ?? []);
    expect(new Set(own).size).toBe(own.length);
    for (const slot of alive) if (slot.within) expect(slot.within.filter((core) => own.includes(core))).toEqual([]);
    for (const [run, limit] of runs.entries()) {
      const most = limit?.limit.maxVms ?? cores.length;
      expect([...alive].filter((slot) => slot.run === run).length).toBeLessThanOrEqual(most);
    }
  };
  // A random order would make a failure hard to reproduce.
  const sizes = [1, 2, 3, 1, 1, 2];
  let served = 0;
  const work = async (index: number): Promise<void> => {
    const wants = program(`program-${index}`);
    for (let turn = 0; turn < 3; turn++) {
      const wanted = { cpus: sizes[(index + turn) % sizes.length] ?? 1, memory: 100 * (1 + ((index * 3 + turn) % 6)) };
      const run = (index + turn) % runs.length;
      const slot = await wants(wanted, runs[run]);
      const entry = { ...slot, wanted, run };
      alive.add(entry);
      check();
      await new Promise((resolve) => setTimeout(resolve, (index + turn) % 4));
      alive.delete(entry);
      await slot[Symbol.asyncDispose]();
      served++;
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, index) => work(index)));
  expect(served).toBe(24);
});

test("under a quota of CPU time VMs share it, and are not pinned to cores", async () => {
  const log = captureLog();
  const { program } = await testHost([0, 1, 2, 3]);
  const quota = { host: { ...host, cpuQuota: 2.5 } };
  const first = await program("first")(small, quota);
  const second = await program("second")(small, quota);
  expect([first.cores, first.within, second.cores]).toEqual([undefined, undefined, undefined]);
  const third = program("third")(small, quota);
  await waiting(log);
  await first[Symbol.asyncDispose]();
  await (await third)[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
});
