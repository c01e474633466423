import { expect, test } from "vitest";
import { readableParts } from "../../../../src/input/text/readable.ts";

test.each([
  ["It’s done… café — 5 €", ["It’s done… café"]],
  ["rock & roll, 12 - 3 = 9", ["rock", "roll, 12"]],
  ["5 €", ["5"]],
  ["one\ntwo\tthree\n", ["one", "two", "three"]],
  ["Grüße 日本語 end 👍", ["Grüße", "end"]],
  ["a\u00a0b", ["a b"]],
  ["日本語 👍", []],
  ["+ - !", []],
])("%j", (text, parts) => {
  expect(readableParts(text)).toEqual(parts);
});
