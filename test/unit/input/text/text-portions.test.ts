import { expect, test } from "vitest";
import { textPortions } from "../../../../src/input/text/text-portions.ts";

function portions(text: string, missing: string, capacity: number): [string, string][] {
  return textPortions([...text], new Set(missing), capacity).map((portion) => [portion.text, portion.missing.join("")]);
}

test("what fits is one portion", () => {
  expect(portions("a日b本日c", "日本", 2)).toEqual([["a日b本日c", "日本"]]);
});

test("a portion ends before the first character that does not fit", () => {
  expect(portions("日本日a語日b本", "日本語", 2)).toEqual([
    ["日本日a", "日本"],
    ["語日b", "語日"],
    ["本", "本"],
  ]);
});

test("no character is lost, and no portion needs too many keys", () => {
  const text = Array.from({ length: 100 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7) % 45))).join("x");
  const missing = text.replaceAll("x", "");
  const all = textPortions([...text], new Set(missing), 20);
  expect(all.map((portion) => portion.text).join("")).toBe(text);
  for (const portion of all) expect(portion.missing.length).toBeLessThanOrEqual(20);
});
