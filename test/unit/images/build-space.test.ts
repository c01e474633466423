// The disk space a build needs.
import { expect, test } from "vitest";
import { buildSpace } from "../../../src/images/build-space.ts";

test.for([
  [undefined, 8192],
  ["1073741824b", 8192],
  ["8G", 8192],
  ["12G", 10_240],
  ["20G", 14_336],
  ["20480M", 14_336],
  ["20971520K", 14_336],
  ["10.5G", 9472],
] as const)("a build with a disk of size %s needs %i MiB", ([size, needed]) => {
  expect(buildSpace(size === undefined ? {} : { size })).toBe(needed);
});
