import { expect, test } from "vitest";
import { standsWrapped } from "../../../../src/input/text/wrapped.ts";

const text = "The quick brown fox jumps over the lazy dog";

test.each([
  ["between words", ["The quick brown", "fox jumps over the", "lazy dog"]],
  ["within a word", ["The quick bro", "wn fox jumps o", "ver the lazy dog"]],
  ["with a cursor read as a sign", ["$ The quick brown fox jum", "pPs over the lazy dog]"]],
])("%s", (_name, lines) => {
  expect(standsWrapped(text, lines)).toBe(true);
});

test.each([
  ["one line", [text]],
  [
    "a lost letter",
    ["The quick brown fox", "jmps over the lazy dog", "$ and a line as long as the text or even longer"],
  ],
  ["lost words", ["The quick", "lazy dog"]],
  ["a lost word at a break", ["The quick brown", "over the lazy dog"]],
  ["other lines that changed", ["$ The quick brown", "Ln 1"]],
  ["nothing", ["", ""]],
])("not %s", (_name, lines) => {
  expect(standsWrapped(text, lines)).toBe(false);
});
