import fc from "fast-check";
import { expect, test } from "vitest";
import type { Line } from "../../../../src/screen/ocr.ts";
import { paragraphRow, paragraphsOf, rowsAcross } from "../../../../src/screen/text/paragraphs.ts";
import { column, line } from "../../../support/text/lines.ts";

/** The texts of the paragraphs, with a bar where a line may only end after a word, and a plus where it has no space. */
function paragraphs(...lines: readonly Line[]): string[] {
  return paragraphsOf(lines).map((paragraph) => paragraphRow(paragraph).text.replaceAll("\n", "|"));
}

test("lines below each other are a paragraph", () => {
  expect(paragraphs(...column(0, 0, "Save your", "work before", "you leave"))).toEqual([
    "Save your|work before|you leave",
  ]);
});

test.for<[string, Line]>([
  ["indented", line(24, 18, "work")],
  ["centred", line(25, 18, "work")],
  ["right-aligned", line(50, 18, "work")],
  ["without descenders", line(0, 20, "work", { height: 7 })],
])("a line that is %s continues a paragraph", ([, below]) => {
  expect(paragraphs(line(0, 0, "Save your"), below)).toEqual(["Save your|work"]);
});

test.for<[string, Line]>([
  ["further below", line(0, 12 + 20, "work")],
  ["of much larger letters", line(0, 18, "work", { height: 30 })],
  ["beside it", line(200, 18, "work")],
  ["with neither edge nor middle near", line(65, 18, "wo", { letter: 4 })],
  ["an icon", line(0, 18, "@", { confidence: 0.3 })],
])("a line that is %s does not", ([, other]) => {
  expect(paragraphs(line(0, 0, "Save your"), other)).toEqual([]);
});

test("columns side by side stay apart", () => {
  const lines = [...column(0, 0, "left one", "left two"), ...column(120, 1, "right one", "right two")];
  expect(paragraphs(...lines)).toEqual(["left one|left two", "right one|right two"]);
});

test("cells of a table that wrap are paragraphs of their column", () => {
  const lines = [line(0, 0, "Report"), ...column(120, 0, "a long", "description"), line(300, 0, "12 KiB")];
  expect(paragraphs(...lines)).toEqual(["a long|description"]);
});

test("nothing is between two lines of a paragraph", () => {
  expect(paragraphs(line(0, 0, "one"), line(0, 15, "two"), line(0, 30, "three"))).toEqual(["one|two|three"]);
});

test("a line that ends in a hyphen continues without a space", () => {
  expect(paragraphs(...column(0, 0, "a well-", "known fact"))).toEqual(["a well-known fact"]);
  expect(paragraphs(...column(0, 0, "first -", "second"))).toEqual(["first -|second"]);
  expect(paragraphs(...column(0, 0, "page 3-", "5 of 7"))).toEqual(["page 3-|5 of 7"]);
});

test("a long line that fills its paragraph may break within a word", () => {
  const long = "https://example.org/download?file=demo";
  expect(paragraphs(...column(0, 0, long, ".iso"))).toEqual([`${long} .iso`]);
  expect(paragraphs(...column(0, 0, "down", "load"))).toEqual(["down|load"]);
});

test("each end of a line has a row of the words around it", () => {
  const [paragraph] = paragraphsOf(column(0, 0, "a bb ccc", "dddd eeee", "f g hh"));
  const rows = paragraph ? rowsAcross(paragraph, 6) : [];
  expect(rows.map(({ row, at }) => [row.text, row.text.slice(at)])).toEqual([
    ["bb ccc\ndddd eeee", "dddd eeee"],
    ["dddd eeee\nf g hh", "f g hh"],
  ]);
});

test("a row around an end holds any text of its length that crosses the end", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abc"), minLength: 1, maxLength: 5 });
  const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((all) => all.join(" "));
  fc.assert(
    fc.property(fc.array(words, { minLength: 2, maxLength: 5 }), fc.nat(), fc.nat(), (texts, from, to) => {
      const [paragraph] = paragraphsOf(texts.map((text, index) => line(0, index * 18, text)));
      if (!paragraph || paragraph.lines.length < texts.length) return;
      const { text, lines } = paragraphRow(paragraph);
      const start = from % text.length;
      const end = start + 1 + (to % (text.length - start));
      const crossed = lines.filter((at) => start < at && at < end);
      fc.pre(crossed.length > 0);
      const wanted = text.slice(start, end);
      const rows = rowsAcross(paragraph, wanted.length);
      expect(rows.some(({ row, at }) => row.text.includes(wanted) && row.lines.includes(at))).toBe(true);
    }),
  );
});

test("lines that are further apart than others are of another paragraph, as are the cells of a column", () => {
  const lines = [...column(0, 0, "a long", "description"), ...column(0, 48, "another", "one"), line(0, 96, "short")];
  expect(paragraphs(...lines)).toEqual(["a long|description", "another|one"]);
  expect(paragraphs(line(0, 0, "one"), line(0, 30, "two"), line(0, 60, "three"))).toEqual(["one|two|three"]);
});
