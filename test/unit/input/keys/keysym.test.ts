import { expect, test } from "vitest";
import { keysymOf } from "../../../../src/input/keys/keysym.ts";

test.each([
  ["a", 0x61],
  ["\u00a0", 0xa0],
  ["é", 0xe9],
  ["’", 0x01002019],
  ["日", 0x010065e5],
  ["👍", 0x0101f44d],
  ["\u200d", 0x0100200d],
  ["\u0301", 0x01000301],
])("%j has its keysym", (character, keysym) => {
  expect(keysymOf(character)).toBe(keysym);
});

test.each(["\u001b", "\u0085", "\ud83d", "\uffff", "\u{1fffe}"])("%j is no character to type", (character) => {
  expect(keysymOf(character)).toBeUndefined();
});
