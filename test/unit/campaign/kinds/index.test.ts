// Which kind of fault a round has.
import { expect, test } from "vitest";
import { faultKinds, kindOf } from "../../../../campaign/kinds/index.ts";

const deckSize = faultKinds.reduce((sum, { weight = 1 }) => sum + weight, 0);

function names(seed: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => kindOf(seed, index + 1).name);
}

test("the rounds go through all kinds, by their weight", () => {
  const counts = Map.groupBy(names(5, deckSize), (name) => name);
  expect(Object.fromEntries([...counts].map(([name, found]) => [name, found.length]))).toEqual(
    Object.fromEntries(faultKinds.map(({ name, weight = 1 }) => [name, weight])),
  );
});

test("a seed repeats its rounds, and each pass has another order", () => {
  expect(names(5, deckSize)).toEqual(names(5, deckSize));
  expect(names(5, deckSize)).not.toEqual(names(6, deckSize));
  expect(names(5, 2 * deckSize).slice(deckSize)).not.toEqual(names(5, deckSize));
});

test("kinds have names of their own", () => {
  expect(new Set(faultKinds.map(({ name }) => name)).size).toBe(faultKinds.length);
});
