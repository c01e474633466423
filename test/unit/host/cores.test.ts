import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { allowedCores, parseCoreList } from "../../../src/host/cores.ts";

test.each([
  ["0-3,8", [0, 1, 2, 3, 8]],
  ["5", [5]],
  ["", []],
])("the core list %j", (list, cores) => {
  expect(parseCoreList(list)).toEqual(cores);
});

test("this process may use what Node counts", () => {
  expect(allowedCores()).toHaveLength(availableParallelism());
});
