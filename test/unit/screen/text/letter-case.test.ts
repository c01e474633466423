import { expect, test } from "vitest";
import { inOtherCase } from "../../../../src/screen/text/letter-case.ts";

test.each([
  ["applications", "3 Applications\nTrash", "Applications"],
  ["log  out", "Lock\nLog Out…", "Log Out"],
  ["grüße", "GRÜSSE GRÜßE", "GRÜßE"],
  ["a.b (c)", "x A.B (C)", "A.B (C)"],
  ["page 10", "Page 100\nPage 10", "Page 10"],
])("finds %j in other case in %j: %j", (wanted, seen, read) => {
  expect(inOtherCase(wanted, seen)).toBe(read);
});

test.each([
  ["Done", "Dune\nD one"],
  ["a.b", "AxB"],
  ["two lines", "Two\nLines"],
  ["Done", "Done"],
  ["Done", ""],
  ["page 10", "Page 100"],
])("does not find %j in other case in %j", (wanted, seen) => {
  expect(inOtherCase(wanted, seen)).toBeUndefined();
});
