import { expect, test } from "vitest";
import { cpuLoad } from "../../../src/base/cpu-load.ts";

const before = { busyMs: 100, totalMs: 1000, cpus: 4 };

test("one thread that always runs is a load of 1, on any number of CPUs", () => {
  expect(cpuLoad(before, { busyMs: 600, totalMs: 3000, cpus: 4 })).toBe(1);
  expect(cpuLoad({ ...before, cpus: 1 }, { busyMs: 2100, totalMs: 3000, cpus: 1 })).toBe(1);
  expect(cpuLoad(before, { busyMs: 1100, totalMs: 3000, cpus: 4 })).toBe(2);
});

test("times that did not advance, or start anew after a reboot, are no load", () => {
  expect(cpuLoad(before, before)).toBe(0);
  expect(cpuLoad(before, { busyMs: 50, totalMs: 80, cpus: 4 })).toBe(0);
  expect(cpuLoad(before, { busyMs: 50, totalMs: 5000, cpus: 4 })).toBe(0);
});
