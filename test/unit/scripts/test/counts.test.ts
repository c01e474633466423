import { expect, test } from "vitest";
// @ts-expect-error plain JavaScript, since it must run on the Node that a machine comes with
import { countsIn, line } from "../../../../scripts/test/counts.mjs";

const passed = { status: "passed" };
const failed = { status: "failed" };
const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

test("a run in which all passed", () => {
  expect(countsIn(report, 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
});

test("failed tests, skipped ones and those to do", () => {
  const testResults = [{ status: "failed", assertionResults: [passed, failed] }];
  const mixed = { ...report, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults };
  expect(countsIn(mixed, 1)).toEqual({ passed: 3, failed: 1, skipped: 3 });
});

test("a file that could not be loaded is a failure of its own", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [failed] },
  ];
  expect(countsIn({ ...report, numFailedTests: 1, testResults }, 1).failed).toBe(2);
});

test("a run that failed outside of its tests, or left no report, counts as one failure", () => {
  expect(countsIn(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(countsIn(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("the closing line names skipped tests only if there are any", () => {
  expect(line({ passed: 2, failed: 0, skipped: 0 })).toBe("2 passed, 0 failed");
  expect(line({ passed: 2, failed: 1, skipped: 4 })).toBe("2 passed, 1 failed, 4 skipped");
});
