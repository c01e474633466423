import { expect, test } from "vitest";
import type { Explanation } from "../../../../../src/screen/targets/finder.ts";
import { explainTextMiss } from "../../../../../src/screen/targets/text/explain.ts";

const region = { x: 40, y: 2, width: 90, height: 12 };

function explained(wanted: string | RegExp, seen: string, read?: string): Explanation {
  const best = read === undefined ? undefined : { region, similarity: 0.8512, text: read };
  return explainTextMiss(wanted, { found: undefined, best, seen });
}

test("a text that was read as what looks alike: says how to take it", () => {
  expect(explained("B 8", "8 B", "8 B").next).toBe(
    'at 90x12 at 40,2 "8 B" was read, which differs in characters that look alike: if this is the text, use ' +
      'text("8 B") or text("B 8", { similarity: 0.85 })',
  );
});

test.each([
  ["Aplications", "Applications"],
  ["Safe", "Save"],
  ["Error 404", "Error 403"],
])("what merely resembles %j is not suggested", (wanted, read) => {
  expect(explained(wanted, read, read).next).toBeUndefined();
});

test("what differs in case is named, and not suggested", () => {
  const { next } = explained("Release notes", "Release Notes\nHelp", "Release Notes");
  expect(next).toMatch(/^upper and lower case must match: "Release Notes" is on the screen, which is another text/);
  expect(next).not.toMatch(/look for that|use text|raise the timeout/);
});

test("says when the words are in other lines", () => {
  expect(explained("Save 12 items", "Save your work\n12 items").next).toBe(
    'its words are on the screen, but in different lines or columns ("Save your work", "12 items"): look for a part of ' +
      "it that is together",
  );
  expect(explained(/work\s12/, "Save your work\n12 items").next).toMatch(/^its words are on the screen, but in diff/);
});

test("lists what was read, and says what was cut", () => {
  const seen = Array.from({ length: 41 }, (_, index) => `row ${index}`).join("\n");
  const { output = "", next } = explained("Done", seen);
  expect(output).toMatch(/^read instead: row 0\nrow 1\n/);
  expect(output.split("\n")).toHaveLength(19);
  expect(output).toMatch(/… and 23 more lines$/);
  expect(next).toBeUndefined();
});

test.each([/^/, /\b/g, /x*/, /(?=Save)/y])("a pattern that matches only the empty text is told so: %s", (pattern) => {
  const { next } = explained(pattern, "Save your work\n12 items");
  expect(next).toBe(`${pattern} matches only the empty text there: give a pattern that takes at least one character`);
});

/** A pattern for the flag v. */
const nestedSet = "work\\s\\d[\\d--[3-9]]";

test.each([/WORK\s12/gi, /work 12/y, /Save.*items/gsu, new RegExp(nestedSet, "v")])(
  "the flags of a pattern do not change the hint: %s",
  (pattern) => {
    for (let times = 0; times < 2; times++) {
      expect(explained(pattern, "Save your work\n12 items").next).toMatch(/^its words are on the screen/);
    }
  },
);

test.each([
  ["right to left", "مرحبا بالعالم", "بالعالم\nمرحبا"],
  ["signs of patterns", "[x] (done)", "(done)\n[x]"],
  ["signs of replacements", "$& $1", "$1\n$&"],
])("words in other lines: %s", (_what, wanted, seen) => {
  expect(explained(wanted, seen).next).toMatch(/^its words are on the screen, but in different lines or columns/);
});

test("what differs in case is found among signs of patterns", () => {
  expect(explained("C++ [BETA]", "c++ [Beta]").next).toMatch(
    /^upper and lower case must match: "c\+\+ \[Beta\]" is on/,
  );
});

test("texts of control characters and of half characters have no hint", () => {
  for (const wanted of ["\u0007x", "\ud800x", "\u202ex"])
    expect(explained(wanted, "Save\nCancel").next).toBeUndefined();
});
