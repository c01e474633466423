import { expect, test } from "vitest";
import { parseCoreList, slotCount } from "../../../src/vm/slot.ts";

test.each([
  ["0-3,8", [0, 1, 2, 3, 8]],
  ["5", [5]],
  ["", []],
])("the core list %j", (list, cores) => {
  expect(parseCoreList(list)).toEqual(cores);
});

test.each([
  [{ cpus: 2, memory: 24_001 }, { cpus: 1, memory: 12_000 }, 2],
  [{ cpus: 1, memory: 2048 }, { cpus: 1, memory: 4096 }, 1],
  [{ cpus: 8, memory: 16_384 }, { cpus: 2, memory: 4096 }, 4],
  [{ cpus: 16, memory: 8192 }, { cpus: 2, memory: 4096 }, 2],
])("a host of %j takes VMs of %j: %j at a time", (host, wanted, count) => {
  expect(slotCount(host, wanted)).toBe(count);
});
