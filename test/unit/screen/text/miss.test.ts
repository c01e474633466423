import { expect, test } from "vitest";
import { listRead, matchAcross, scatteredWords } from "../../../../src/screen/text/miss.ts";

const seen = "File Edit\nSave your work\n12 items\nDownloads";

test.each([
  ["Save 12 items", ["Save your work", "12 items"]],
  ["File Downloads", ["File Edit", "Downloads"]],
  ["Edit load", ["File Edit", "Downloads"]],
])("the words of %j are in other lines", (wanted, lines) => {
  expect(scatteredWords(wanted, seen)).toEqual(lines);
});

test.each(["Downloads", "Save items now", "save 12", "Close Window"])("the words of %j are not all there", (wanted) => {
  expect(scatteredWords(wanted, seen)).toBeUndefined();
});

test("a pattern may match across lines that do not belong together", () => {
  expect(matchAcross(/work\s+12/g, seen)).toBe("text");
  expect(matchAcross(/work\s+13/, seen)).toBeUndefined();
});

test("a short list is complete", () => {
  expect(listRead("Done", "a\n\nb", 2)).toBe("a\nb");
  expect(listRead("Done", "", 2)).toBe("nothing");
});

test("a long list has the lines that resemble the text, and says how many more there were", () => {
  const lines = Array.from({ length: 30 }, (_, index) => `row ${index}`)
    .with(20, "Dome")
    .join("\n");
  expect(listRead("Done", lines, 3).split("\n")).toEqual(["row 0", "row 1", "Dome", "… and 27 more lines"]);
  expect(listRead(/Done/, "a\nb\nc", 2)).toBe("a\nb\n… and 1 more line");
});
