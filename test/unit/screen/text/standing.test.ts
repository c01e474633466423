import { expect, test } from "vitest";
import { bestFuzzyMatch } from "../../../../src/screen/text/fuzzy-match.ts";
import { joinedLines, type Row, rowOf, rowsOf } from "../../../../src/screen/text/rows.ts";
import { patternPreference, textPreference } from "../../../../src/screen/text/standing.ts";
import { type LineOptions, line } from "../../../support/text/lines.ts";

function row(text: string, options?: LineOptions): Row {
  return rowOf([line(0, 0, text, options)]);
}

function preference(wanted: string, within: Row): number {
  const passage = bestFuzzyMatch(wanted, within.text);
  return passage ? textPreference(within, passage) : Number.NaN;
}

test.each([
  ["Save", "Save", 3],
  ["Save", "Save…", 3],
  ["Save", "* Save:", 3],
  ["Save", "Save changes?", 2],
  ["Illegal", "lllegal", 2],
  ["Illegal", "an lllegal value", 1],
  ["Open", "OpenOffice", 1],
])("%j in %j has the preference %i", (wanted, text, expected) => {
  expect(preference(wanted, row(text))).toBe(expected);
});

test("a part of a word that was read with little confidence is no label", () => {
  expect(preference("Ctrl+Z", row("Shift+Ctrl+Z", { confidence: 0.3 }))).toBe(2);
});

test("lines side by side are labels of their own", () => {
  const [both] = rowsOf(joinedLines([line(0, 0, "File"), line(60, 0, "Edit it")]));
  expect([preference("File", both as Row), preference("Edit", both as Row)]).toEqual([3, 2]);
});

test("a text that fills its lines is a label", () => {
  const wrapped = rowOf([line(0, 0, "Save your"), line(0, 18, "work now")], ["\n"]);
  expect([preference("Save your work now", wrapped), preference("your work now", wrapped)]).toEqual([3, 2]);
});

test("a pattern is preferred within a line, or in lines below each other, to one in several columns", () => {
  const [both] = rowsOf(joinedLines([line(0, 0, "File"), line(60, 0, "Edit it")]));
  const passage = (start: number, end: number) => ({ start, end, similarity: 1 });
  expect([patternPreference(both as Row, passage(0, 4)), patternPreference(both as Row, passage(0, 9))]).toEqual([
    1, 0,
  ]);
});
