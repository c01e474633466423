import fc from "fast-check";
import { expect, test } from "vitest";
import {
  allowedCores,
  chooseResources,
  defaultResources,
  hostResources,
  limitedCpus,
  parseCoreList,
  reduceResources,
} from "../../../src/host/resources.ts";

test.each([
  [
    { cpus: 2, memory: 24_000 },
    { cpus: 1, memory: 12_000 },
  ],
  [
    { cpus: 1, memory: 2048 },
    { cpus: 1, memory: 4096 },
  ],
  [
    { cpus: 64, memory: 262_144 },
    { cpus: 8, memory: 32_768 },
  ],
  [
    { cpus: 7, memory: 16_001 },
    { cpus: 3, memory: 8000 },
  ],
])("the default for %j is %j", (host, share) => {
  expect(defaultResources(host)).toEqual(share);
});

test.each([
  [{ cpus: 2, memory: 24_064 }, 1, { cpus: 1, memory: 12_032 }],
  [{ cpus: 2, memory: 24_064 }, 2, { cpus: 1, memory: 12_032 }],
  [{ cpus: 2, memory: 24_064 }, 4, { cpus: 1, memory: 6016 }],
  [{ cpus: 16, memory: 65_536 }, 4, { cpus: 4, memory: 16_384 }],
  [{ cpus: 16, memory: 65_536 }, 5, { cpus: 3, memory: 13_107 }],
  [{ cpus: 4, memory: 8192 }, 100, { cpus: 1, memory: 4096 }],
])("the default for %j shared by %i VMs is %j", (host, maxVms, share) => {
  expect(defaultResources(host, maxVms)).toEqual(share);
});

test("all VMs of a run fit on the host, down to the minimum share", () => {
  const hosts = fc.integer({ min: 8192, max: 4_000_000 });
  fc.assert(
    fc.property(hosts, fc.integer({ min: 1, max: 32 }), (memory, maxVms) => {
      const share = defaultResources({ cpus: 8, memory }, maxVms).memory;
      expect(share === 4096 || maxVms * share <= memory).toBe(true);
    }),
  );
});

test("each option overrides its default separately", () => {
  expect(chooseResources({ cpus: 8, memory: 16_384 }, { memory: 2048 })).toEqual({ cpus: 4, memory: 2048 });
});

test("a reduction takes a quarter and leaves at least one CPU", () => {
  expect(reduceResources({ cpus: 4, memory: 4096 })).toEqual({ cpus: 3, memory: 3072 });
  expect(reduceResources({ cpus: 1, memory: 1000 })).toEqual({ cpus: 1, memory: 750 });
});

test("reads the host's resources", async () => {
  const { availableParallelism, totalmem } = await import("node:os");
  const host = await hostResources();
  expect(host.cpus).toBeGreaterThanOrEqual(availableParallelism());
  expect(host.memory).toBeCloseTo(totalmem() / 2 ** 20, -2);
});

test.each([
  ["0-3,8", [0, 1, 2, 3, 8]],
  ["5", [5]],
  ["", []],
])("parses the core list %j", (list, cores) => {
  expect(parseCoreList(list)).toEqual(cores);
});

test("allows as many cores as Node reports", async () => {
  const { availableParallelism } = await import("node:os");
  expect(allowedCores()).toHaveLength(availableParallelism());
});

test.each([
  [{ allowed: 8, quota: undefined }, { cpus: 8 }],
  [{ allowed: 2, quota: undefined }, { cpus: 2 }],
  [{ allowed: 0, quota: undefined }, { cpus: 8 }],
  [
    { allowed: 8, quota: 2.9 },
    { cpus: 2, cpuQuota: 2.9 },
  ],
  [{ allowed: 2, quota: 4 }, { cpus: 2 }],
  [
    { allowed: 8, quota: 0.5 },
    { cpus: 1, cpuQuota: 0.5 },
  ],
])("of 8 cores, %j leaves %j", (limits, expected) => {
  expect(limitedCpus(8, limits)).toEqual(expected);
});
