import { expect, test } from "vitest";
import { OptionError } from "../../../../src/base/errors.ts";
import { checkDuration, type DurationRange } from "../../../../src/base/time/check-duration.ts";

const limit = { of: "vm.exec", shortest: 1000, longest: 60_000, zero: false };
const wait = { of: "a wait", shortest: 100, longest: 60_000 };
const free = { of: "keyboard.type", longest: 10_000 };

function refusal(value: unknown, range: DurationRange): unknown {
  try {
    checkDuration("timeout", value, range);
  } catch (error) {
    return error;
  }
  return undefined;
}

test.each([
  [1000, limit],
  [60_000, limit],
  [0, wait],
  [100, wait],
  [0, free],
  [0.05, free],
])("accepts %j as a duration", (value, range) => {
  expect(refusal(value, range)).toBeUndefined();
});

test("rejects a value that can only be seconds, and gives it in milliseconds", () => {
  const error = refusal(30, limit);
  expect(error).toBeInstanceOf(OptionError);
  expect(error).toMatchObject({
    headline: "option timeout of vm.exec is in milliseconds, and 30 is too short",
    facts: { timeout: "30" },
    next: "give 30000 for 30 s, at least 1000",
  });
  expect(refusal(0.5, { ...limit, or: "nothing" })).toMatchObject({
    next: "give 1000 for 1 s, at least 1000, or nothing",
  });
  expect(refusal(9.9, wait)).toMatchObject({ next: "give 9900 for 9.9 s, at least 100" });
  expect(refusal(99, wait)).toMatchObject({ next: "give 60000 for 60 s, at least 100" });
});

test.each([
  [0, limit],
  [-1, wait],
  [60_001, wait],
  [Number.NaN, free],
  ["30" as unknown, limit],
])("rejects %j as out of range", (value, range) => {
  expect(refusal(value, range)).toMatchObject({
    code: "OPTION",
    headline: expect.stringContaining("is out of range"),
    next: expect.stringContaining("milliseconds"),
  });
});
