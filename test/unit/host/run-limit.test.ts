import { expect, test } from "vitest";
import { ownRun, runLimit, sharesCores } from "../../../src/host/run-limit.ts";

test("the environment overrides the run's options, and the default is no limit", () => {
  const run = { id: "a", maxVms: 4 };
  expect(runLimit(run, undefined)).toEqual({ maxVms: 4, run: "a" });
  expect(runLimit(run, 2)).toEqual({ maxVms: 2, run: "a" });
  expect(runLimit({ id: "a" }, undefined)).toBeUndefined();
  expect(runLimit(ownRun(), 1)).toEqual({ maxVms: 1, run: ownRun().id });
});

test.each([
  [undefined, 8, 2, false],
  [1, 1, 2, false],
  [2, 1, 2, false],
  [4, 1, 2, true],
  [2, 2, 2, true],
  [4, 4, 16, false],
] as const)("with at most %s VMs of %i CPUs on %i cores, sharing cores is %s", (maxVms, cpus, cores, shared) => {
  expect(sharesCores(maxVms && { maxVms, run: "a" }, cpus, cores)).toBe(shared);
});
