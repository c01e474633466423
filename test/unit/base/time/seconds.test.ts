import { expect, test } from "vitest";
import { describeDuration, fromSeconds, toSeconds } from "../../../../src/base/time/seconds.ts";

test("converts between seconds and milliseconds", () => {
  expect([fromSeconds(1.5), toSeconds(1500)]).toEqual([1500, 1.5]);
});

test.for([
  [0, "0 ms"],
  [250, "250 ms"],
  [999, "999 ms"],
  [1000, "1 s"],
  [1250, "1.25 s"],
  [300_000, "300 s"],
] as const)("%i ms reads %s", ([milliseconds, text]) => {
  expect(describeDuration(milliseconds)).toBe(text);
});
