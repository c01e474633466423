// What counts as left behind.
import { expect, test } from "vitest";
import { plainName } from "../../../../campaign/round/events.ts";
import { unexpectedFiles } from "../../../../campaign/round/leftovers.ts";

const counts = (...paths: string[]): Map<string, string[]> => Map.groupBy(paths, plainName);

test("names are compared without the numbers of a run", () => {
  expect(plainName("cache/demotool/warm/0123456789abcdef/disk.qcow2")).toBe("cache/demotool/warm/#/disk.qcow#");
  expect(plainName("project/demos/r12-0.test.ts")).toBe(plainName("project/demos/r7-3.test.ts"));
  expect(plainName("run/demo~12-345-0abcdef0-4026531836-deadbeef~a1b2c3")).toBe("run/demo~#~#");
});

test("a file that a run without faults does not leave is left over", () => {
  const clean = counts("warm/0123456789ab", "notes.txt");
  expect(unexpectedFiles(counts("warm/ba9876543210", "notes.txt"), clean)).toEqual([]);
  expect(unexpectedFiles(counts("warm/ba9876543210", "warm/ba9876543211"), clean)).toHaveLength(1);
  expect(unexpectedFiles(counts("take.partial.mp4"), clean)).toEqual(["left: take.partial.mp4 (1, expected 0)"]);
});
