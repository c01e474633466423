import { expect, test } from "vitest";
import type { Line } from "../../../../src/screen/ocr.ts";
import { contenders } from "../../../../src/screen/targets/places.ts";
import { folded } from "../../../../src/screen/text/fold.ts";
import { type Found, placesOf, searchFor } from "../../../../src/screen/text/passages.ts";
import { joinedLines, rowsOf } from "../../../../src/screen/text/rows.ts";
import { column, line } from "../../../support/text/lines.ts";

function places(wanted: string | RegExp, lines: readonly Line[], similarity = 0.9): Promise<Found> {
  return placesOf(wanted, { similarity, all: true })(lines);
}

/** The corners of all places. */
async function corners(wanted: string | RegExp, lines: readonly Line[]): Promise<number[][]> {
  return (await places(wanted, lines)).places.map(({ region }) => [region.x, region.y]);
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
  expect((await searchFor("View\n File")(lines))?.similarity ?? 0).toBeLessThan(0.9);
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

test("all places of a text are found, in reading order, twice in a line too", async () => {
  const lines = [line(200, 41, "Close"), line(0, 80, "Close or Close"), line(0, 40, "Close"), line(0, 0, "Clase")];
  expect(await corners("Close", lines)).toEqual([
    [0, 40],
    [200, 41],
    [0, 80],
    [90, 80],
  ]);
  expect(await corners(/Close/, lines)).toHaveLength(4);
  expect(await corners("Closes", lines)).toEqual([]);
});

test("a label is preferred to words of a sentence, and these to a part of a word", async () => {
  const sentence = line(0, 0, "Save changes before closing?");
  const label = line(200, 80, "Save");
  const word = line(0, 40, "Saver");
  const best = async (...lines: readonly Line[]) => (await placesOf("Save", { similarity: 0.9 })(lines)).best?.region;
  expect(await best(sentence, word, label)).toEqual(label.region);
  expect(await best(word, sentence)).toMatchObject({ x: 0, y: 0 });
  expect(contenders((await places("Save", [sentence, word, label])).places)).toHaveLength(1);
  expect(contenders((await places("Save", [label, line(0, 40, "Save")])).places)).toHaveLength(2);
});

test("marks and icons beside a label do not make it a sentence", async () => {
  const icon = line(300, 0, "Q", { confidence: 0.2 });
  const labels = [
    line(0, 0, "Save…"),
    { ...line(320, 0, "Save"), words: [...icon.words, ...line(320, 0, "Save").words] },
  ];
  expect(contenders((await places("Save", labels)).places)).toHaveLength(2);
});

test("an exact place is preferred to one that was read with a mistake", async () => {
  const { places: found } = await places("Chapter 1", [line(0, 0, "Chapter l"), line(0, 40, "Chapter 1")]);
  expect(found).toHaveLength(2);
  expect(contenders(found).map(({ region }) => region.y)).toEqual([40]);
});

test("a text that wraps is one place, whose point is in the middle of its first line", async () => {
  const lines = column(50, 0, "Save your", "changes before", "you close");
  const { places: found } = await places("Save your changes before you close", lines);
  expect(found).toEqual([
    {
      region: { x: 50, y: 0, width: 140, height: 48 },
      similarity: 1,
      text: "Save your changes before you close",
      point: { x: 95, y: 6 },
      preference: 3,
    },
  ]);
  const [part] = (await places("changes before you", lines)).places;
  expect(part).toMatchObject({ region: { x: 50, y: 18 }, point: { x: 120, y: 24 }, preference: 2 });
  const [end] = (await places("your changes", lines)).places;
  expect(end?.point).toEqual({ x: 120, y: 6 });
});

test("a text that wraps tolerates the mistakes of reading", async () => {
  const lines = column(0, 0, "lllegal va1ue in", "the f1rst line");
  expect((await places("Illegal value in the first line", lines)).places).toHaveLength(1);
  expect((await places("Illegal value in the last line", lines)).places).toHaveLength(0);
});

test("a word ends where a line does, but for a hyphen", async () => {
  expect((await places("download", column(0, 0, "down", "load"))).places).toEqual([]);
  expect((await places("well-known", column(0, 0, "a well-", "known fact"))).places).toHaveLength(1);
  expect((await places("information", column(0, 0, "more infor-", "mation here"))).places).toHaveLength(1);
});

test("a text does not continue in the column beside it", async () => {
  const lines = [...column(0, 0, "Copy the", "whole file"), ...column(150, 0, "Move the", "old folder")];
  expect((await places("Copy the whole file", lines)).places).toHaveLength(1);
  expect((await places("Move the old folder", lines)).places).toHaveLength(1);
  expect((await places("Copy the old folder", lines)).places).toEqual([]);
  expect((await places("Move the whole file", lines)).places).toEqual([]);
});

test("the white space of a pattern meets the end of a line, in a paragraph only", async () => {
  const lines = [...column(0, 0, "Copy the", "whole file"), ...column(150, 0, "Move the", "old folder")];
  for (const pattern of [/the whole/, /the\swhole/, /^Copy the whole file$/, /Copy the\s+whole/]) {
    expect((await places(pattern, lines)).places, String(pattern)).toHaveLength(1);
  }
  for (const pattern of [/the.whole/, /the\sold\sfile/, /folder\sCopy/, /whole the/]) {
    expect((await places(pattern, lines)).places, String(pattern)).toEqual([]);
  }
});

test("a pattern that matches within a line is not extended to the next one", async () => {
  const lines = column(0, 0, "Done in 3 s", "and 4 more");
  expect((await places(/Done[\s\S]*/, lines)).places.map(({ text }) => text)).toEqual(["Done in 3 s"]);
});

test("the rows that were searched are not searched again, and others are", async () => {
  const search = placesOf("Done", { similarity: 0.9 });
  const first = [line(0, 0, "Dome"), line(0, 40, "Files")];
  expect(await search(first)).toEqual(await search(first));
  expect((await search([...first, line(0, 80, "Done")])).places).toHaveLength(1);
});
