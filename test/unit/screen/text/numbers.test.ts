import { expect, test } from "vitest";
import { isPartOfNumber } from "../../../../src/screen/text/numbers.ts";

/** Whether a text is a part of a number where it begins in a line. */
function isPart(wanted: string, line: string): boolean {
  return isPartOfNumber(wanted, line, line.indexOf(wanted));
}

test.each([
  ["Page 10", "Page 100"],
  ["0 files", "10 files"],
  ["026", "2026"],
  ["3.5", "13.5"],
  ["3", "3.5"],
  ["5", "3,5"],
])("%j is a part of a number in %j", (wanted, line) => {
  expect(isPart(wanted, line)).toBe(true);
});

test.each([
  ["10 files", "10 files"],
  ["Page 7", "Page 7."],
  ["12:30", "12:30:45"],
  ["2", "1, 2, 3"],
  ["2", "1-2-3"],
  ["3.", "3.5"],
  ["1", "v1a"],
])("%j is no part of a number in %j", (wanted, line) => {
  expect(isPart(wanted, line)).toBe(false);
});
