import { expect, test } from "vitest";
// @ts-expect-error plain JavaScript, since it must run on the system's Node
import { failuresIn } from "../../../../scripts/test/failures.mjs";

const passed = { status: "passed", ancestorTitles: [], title: "holds", failureMessages: [] };
const failed = {
  status: "failed",
  ancestorTitles: ["a VM"],
  title: "goes",
  failureMessages: ["\u001b[31mError: it stayed\u001b[39m\n\n    at here\n    at /project/node_modules/runner.js"],
};
const report = (...testResults: object[]) => ({ testResults });

test("shows a failed test's file, name and message, without colours and foreign stack frames", () => {
  const file = { name: "/project/test/vm.test.ts", status: "failed", message: "", assertionResults: [passed, failed] };
  expect(failuresIn(report(file), "/project")).toEqual([
    "FAILED test/vm.test.ts > a VM > goes\n  Error: it stayed\n      at here",
  ]);
});

test("shows why a file failed to load", () => {
  const file = { name: "/project/test/vm.test.ts", status: "failed", message: "no such module", assertionResults: [] };
  expect(failuresIn(report(file), "/project")).toEqual(["FAILED test/vm.test.ts\n  no such module"]);
});

test("shows the start and the end of a long message", () => {
  const long = { ...failed, failureMessages: [Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n")] };
  const file = { name: "/project/test/vm.test.ts", status: "failed", message: "", assertionResults: [long] };
  const [told] = failuresIn(report(file), "/project");
  expect(told).toMatch(/ {2}line 7\n {2}… 20 lines …\n {2}line 28\n[\s\S]*line 39$/);
});

test("shows nothing for passed tests or without a report", () => {
  const file = { name: "/project/test/vm.test.ts", status: "passed", message: "", assertionResults: [passed] };
  expect(failuresIn(report(file), "/project")).toEqual([]);
  expect(failuresIn(undefined, "/project")).toEqual([]);
});
