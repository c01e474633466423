// Random numbers that a seed repeats.
import { expect, test } from "vitest";
import { randomOf } from "../../../../campaign/support/random.ts";

test("equal seeds give equal numbers, other seeds others", () => {
  const take = (seed: string): number[] => {
    const random = randomOf(seed);
    return Array.from({ length: 5 }, () => random.fraction());
  };
  expect(take("1")).toEqual(take("1"));
  expect(take("1")).not.toEqual(take("2"));
});

test("numbers are spread over their range", () => {
  const random = randomOf("range");
  const drawn = Array.from({ length: 300 }, () => random.whole(2, 4));
  expect(Map.groupBy(drawn, (number) => number).size).toBe(3);
  expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([2, 4]);
});

test("nothing can be picked from an empty list", () => {
  expect(() => randomOf("none").pick([])).toThrow(RangeError);
});
