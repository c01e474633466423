import { expect, test } from "vitest";
import { markdownTable, readable, withinLimit } from "../../../../bench/support/table.ts";

test("prints a row per figure with its spread, its runs and its limit", () => {
  const table = markdownTable([
    { name: "start", value: 38.612, least: 36.8, most: 139.72, unit: "s", runs: 5 },
    { name: "ratio", value: 1.0162, unit: "", limit: { highest: 1.05 } },
    { name: "rate", value: 120, unit: "", limit: { lowest: 200 } },
    { name: "image", value: "debian-12", unit: "" },
  ]);
  expect(table.split("\n")).toEqual([
    "| | median | least | most | runs | limit |",
    "| --- | --- | --- | --- | --- | --- |",
    "| start | 38.6 s | 36.8 s | 140 s | 5 | |",
    "| ratio | 1.02 | | | | at most 1.05 |",
    "| rate | 120 | | | | **at least 200** |",
    "| image | debian-12 | | | | |",
  ]);
});

test("NaN is within no limit", () => {
  expect(withinLimit({ name: "", unit: "", value: Number.NaN, limit: { highest: 1 } })).toBe(false);
  expect(withinLimit({ name: "", unit: "", value: Number.NaN, limit: { lowest: 1 } })).toBe(false);
  expect(withinLimit({ name: "", unit: "", value: Number.NaN })).toBe(true);
});

test("rounds to three digits", () => {
  expect([0.0123456, 1.005, 99.95, 123.4, 12_345.6, 7, 0].map(readable)).toEqual([
    "0.0123",
    "1",
    "100",
    "123",
    "12346",
    "7",
    "0",
  ]);
});
