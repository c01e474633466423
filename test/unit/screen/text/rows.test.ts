import fc from "fast-check";
import { expect, test } from "vitest";
import { around } from "../../../../src/base/geometry/region.ts";
import type { Line, Word } from "../../../../src/screen/ocr.ts";
import { joinedLines, placeOf, type Row, rowsOf } from "../../../../src/screen/text/rows.ts";
import { line } from "../../../support/text/lines.ts";

function row(text: string): Row {
  const [only] = rowsOf([line(0, 0, text)]);
  if (!only) throw new Error("there is no row");
  return only;
}

/** The texts of the lines that come of some. */
function joined(...lines: readonly Line[]): string[] {
  return rowsOf(joinedLines(lines)).map(({ text }) => text);
}

test("a row has its words with single spaces, and knows where each begins", () => {
  const { text, starts } = row("File “Edit” View…");
  expect(text).toBe('File "Edit" View...');
  expect(starts).toEqual([0, 5, 12]);
});

test("words that hold no text are left out, and lines without any are no rows", () => {
  const [first, second] = [line(0, 0, "a b c"), line(0, 30, "d")];
  const blank = (words: readonly Word[], at: number): Word[] =>
    words.map((word, index) => (index === at ? { ...word, text: " \u00a0" } : word));
  const rows = rowsOf([
    { ...first, words: blank(first.words, 1) },
    { ...second, words: blank(second.words, 0) },
  ]);
  expect(rows.map(({ text, starts, words }) => [text, starts, words.length])).toEqual([["a c", [0, 2], 2]]);
});

test("the place of a part is the box around its words, or the part of a word's box", () => {
  const cells = row("ab cdef");
  expect(placeOf(cells, 0, 2)).toEqual({ x: 0, y: 0, width: 20, height: 12 });
  expect(placeOf(cells, 4, 6)).toEqual({ x: 40, y: 0, width: 20, height: 12 });
  expect(placeOf(cells, 1, 5)).toEqual({ x: 10, y: 0, width: 40, height: 12 });
  expect(placeOf(cells, 0, 7)).toEqual({ x: 0, y: 0, width: 70, height: 12 });
});

test("a space, and what is empty, has no place", () => {
  const cells = row("ab cd");
  expect([placeOf(cells, 2, 3), placeOf(cells, 1, 1), placeOf(cells, 9, 12)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("the place of any part is at least a pixel wide, and within the row", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abcde"), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), fc.nat(30), fc.nat(30), (words, start, end) => {
      const given = line(5, 7, words.join(" "));
      const [cells] = rowsOf([given]);
      const place = cells && placeOf(cells, start, end);
      if (!place) return;
      expect(place.width).toBeGreaterThan(0);
      expect(around(place, given.region)).toEqual(given.region);
    }),
  );
});

test("lines side by side are one, from left to right, with all their words", () => {
  const lines = [line(70, 1, "4096"), line(0, 0, "root"), line(140, 0, "May 25")];
  expect(joined(...lines)).toEqual(["root 4096 May 25"]);
  expect(joinedLines(lines)[0]?.region).toEqual({ x: 0, y: 0, width: 200, height: 13 });
});

test.for<[string, Line]>([
  ["further away than 10 times the letters' height", line(40 + 121, 0, "b")],
  ["on the same place", line(37, 0, "b")],
  ["less than half beside it", line(50, 7, "b")],
  ["of much larger letters", line(50, 0, "b", { height: 32 })],
])("a line %s is another one", ([, other]) => {
  expect(joined(line(0, 0, "root"), other)).toEqual(["root", "b"]);
});

test("a gap of just 10 times the height is within a row", () => {
  expect(joined(line(0, 0, "root"), line(40 + 120, 0, "b"))).toEqual(["root b"]);
});

test("lines come from top to bottom, then from left to right", () => {
  expect(joined(line(300, 0, "c"), line(0, 40, "d"), line(0, 0, "a"))).toEqual(["a", "c", "d"]);
});

test("a row knows where its lines begin", () => {
  const [both] = rowsOf(joinedLines([line(0, 0, "root x"), line(80, 1, "4096 b")]));
  expect([both?.text, both?.lines]).toEqual(["root x 4096 b", [0, 7]]);
  expect(row("one two").lines).toEqual([0]);
});
