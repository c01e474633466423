import { expect, test } from "vitest";
import { rootOf } from "../../../../../src/screen/ocr/shapes/union-find.ts";

test("the root of a chain is its end, and the chain gets shorter", () => {
  const parents = [0, 0, 1, 2, 3];
  expect(rootOf(parents, 4)).toBe(0);
  expect(parents[4]).toBeLessThan(3);
  expect(rootOf(Int32Array.of(0, 1, 1), 2)).toBe(1);
});
