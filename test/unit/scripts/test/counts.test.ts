import { expect, test } from "vitest";
// @ts-expect-error plain JavaScript, since it must run on the system's Node
import { countsIn, line } from "../../../../scripts/test/counts.mjs";

const passed = { status: "passed" };
const failed = { status: "failed" };
const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

test("counts a run in which everything passed", () => {
  expect(countsIn(report, 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
});

test("counts failed, skipped and todo tests", () => {
  const testResults = [{ status: "failed", assertionResults: [passed, failed] }];
  const mixed = { ...report, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults };
  expect(countsIn(mixed, 1)).toEqual({ passed: 3, failed: 1, skipped: 3 });
});

test("a file that fails to load is one failure", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [failed] },
  ];
  expect(countsIn({ ...report, numFailedTests: 1, testResults }, 1).failed).toBe(2);
});

test("a run that failed outside its tests or left no report is one failure", () => {
  expect(countsIn(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(countsIn(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("the closing line names skipped tests only if there are any", () => {
  expect(line({ passed: 2, failed: 0, skipped: 0 })).toBe("2 passed, 0 failed");
  expect(line({ passed: 2, failed: 1, skipped: 4 })).toBe("2 passed, 1 failed, 4 skipped");
});
