import { expect, test } from "vitest";
import { inLine, inParagraph } from "../../../../src/screen/text/pattern.ts";

/** The flag under which sets nest. */
const nestedSets = "v";

function across(pattern: RegExp, text: string): string[] {
  return inParagraph(pattern)(text).map(({ start, end }) => text.slice(start, end));
}

test("finds all matches in a line, whatever the flags", () => {
  for (const pattern of [/\d+/, /\d+/g, /\d+/y]) {
    const find = inLine(pattern);
    expect(find("12 and 345")).toEqual(find("12 and 345"));
    expect(find("12 and 345")).toHaveLength(2);
  }
  expect(inLine(/x*/)("abc")).toEqual([]);
});

test.each([
  [/your work/, "your\nwork"],
  [/your\swork/, "your\nwork"],
  [/your\s+work/, "your\nwork"],
  [/your[ ]work/, "your\nwork"],
  [/your[ -~]work/, "your\nwork"],
  [/your[^a-z]work/, "your\nwork"],
  [/your work/, "your\nwork"],
  [/[[]? work/, "[\nwork"],
  [/YOUR WORK/iu, "your\nwork"],
  [new RegExp("your[[ ]--[x]]work", nestedSets), "your\nwork"],
] as const)("%s meets the end of a line", (pattern, text) => {
  expect(across(pattern, `Save ${text} now`)).toEqual([text]);
});

test("a dot does not meet the end of a line, and anchors are those of lines", () => {
  expect(across(/your.work/, "your\nwork")).toEqual([]);
  expect(across(/Save.*/, "Save your\nwork")).toEqual(["Save your"]);
  expect(across(/^Save your work$/, "Now\nSave your\nwork\nand go")).toEqual(["Save your\nwork"]);
});
