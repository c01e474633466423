import { expect, test } from "vitest";
import type { Line } from "../../../../src/screen/ocr.ts";
import { folded } from "../../../../src/screen/text/fold.ts";
import { searchFor } from "../../../../src/screen/text/passages.ts";
import { joinedLines, rowsOf } from "../../../../src/screen/text/rows.ts";

/** A line of words with 10 pixels per letter and 10 between words. */
function line(x: number, y: number, text: string): Line {
  let at = x;
  const words = text.split(" ").map((word) => {
    const region = { x: at, y, width: word.length * 10, height: 12 };
    at += region.width + 10;
    return { text: word, region, confidence: 0.9 };
  });
  return { region: { x, y, width: at - 10 - x, height: 12 }, words };
}

test.each([
  ["  a \n b\t", "a b"],
  ["\u201cquoted\u201d \u2018it\u2019", "\"quoted\" 'it'"],
  ["one \u2014 two\u2026", "one - two..."],
  ["\uFB01le", "file"],
  ["cafe\u0301", "caf\u00e9"],
])("folds %j to %j", (text, plain) => {
  expect(folded(text)).toBe(plain);
});

test("the match is the box of the words, or of the part of a word", async () => {
  const lines = [line(0, 0, "File Edit View"), line(0, 30, "config.yaml not found")];
  expect((await searchFor("Edit View")(lines))?.region).toEqual({ x: 50, y: 0, width: 90, height: 12 });
  expect((await searchFor("yaml not")(lines))?.region).toEqual({ x: 70, y: 30, width: 80, height: 12 });
  expect((await searchFor("View\n File")(lines))?.similarity ?? 0).toBeLessThan(0.5);
});

test("a text may span the columns of a row, but not the screen", async () => {
  const lines = [line(0, 0, "root 4096"), line(130, 1, "May 25"), line(600, 0, "Help")];
  expect(joinedLines(lines)).toHaveLength(2);
  expect((await searchFor("4096 May")(lines))?.similarity).toBe(1);
  expect((await searchFor("25 Help")(lines))?.similarity ?? 0).toBeLessThan(0.9);
});

test("takes the first of equal passages in reading order", async () => {
  const lines = [line(300, 40, "Close"), line(0, 80, "Close"), line(0, 40, "Open")];
  expect((await searchFor("Close")(lines))?.region).toMatchObject({ x: 300, y: 40 });
});

test("a pattern matches exactly, and its anchors apply to lines and rows", async () => {
  const lines = [line(0, 0, "Done in 3.5 s"), line(150, 0, "Total"), line(0, 30, "done")];
  expect(await searchFor(/in [\d.]+ s/g)(lines)).toMatchObject({ similarity: 1, text: "in 3.5 s" });
  expect((await searchFor(/^Total$/)(lines))?.region).toMatchObject({ x: 150 });
  expect((await searchFor(/s Total$/)(lines))?.region).toMatchObject({ x: 120 });
  expect((await searchFor(/^DONE$/i)(lines))?.region).toMatchObject({ y: 30 });
  expect(await searchFor(/D0ne/)(lines)).toBeUndefined();
  expect(await searchFor(/x*/)(lines)).toBeUndefined();
});

test("finds nothing where nothing was read", async () => {
  expect(await searchFor("Done")([])).toBeUndefined();
  expect(rowsOf([{ region: { x: 0, y: 0, width: 9, height: 9 }, words: [] }])).toEqual([]);
});
