import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, printableEnd, printableLine, printableStart } from "../../../src/base/printable.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

test.each([
  ["colours", "\u001b[1;31mred\u001b[0m", "red"],
  ["a cursor that moves and a cleared screen", "\u001b[2J\u001b[10;5Hhere", "here"],
  ["a window's title", "\u001b]0;title\u0007a\u001b]2;title\u001b\\b", "ab"],
  ["a hyperlink", "\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\", "text"],
  ["a device control string, such as a sixel picture", "\u001bPq#0!9~\u001b\\shown", "shown"],
  ["eight-bit sequences", "\u009b31mred\u009d0;title\u009c", "red"],
  ["a terminal's reset and a charset", "\u001bc\u001b(0x", "x"],
  ["sequences within sequences", "\u001b\u001b[0m[31mx", "[31mx"],
  ["an unfinished sequence", "end\u001b[3", "end3"],
  ["what overwrites a line", "real\rfake\u0008", "realfake"],
  ["what changes the direction of text", "a\u202eb\u2066c\u200fd\u061ce\u200ef", "abcdef"],
  ["nothing of usual text", "größe\tΩ 😀\nline", "größe\tΩ 😀\nline"],
])("removes %s", (_what, text, expected) => {
  expect(printable(text)).toBe(expected);
});

const hostile = fc.string({
  unit: fc.constantFrom("\u001b", "[", "]", "0", ";", "m", "\u0007", "\\", "\u009b", "\u009d", "P", " ", "\n", "x"),
  maxLength: 60,
});

test("leaves no control character, however sequences are nested, and nothing more to remove", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = printable(text);
      expect(shown).not.toMatch(control);
      expect(printable(shown)).toBe(shown);
      expect(printableLine(text, 20)).not.toMatch(/\n/);
    }),
  );
});

test.each(["\u001b", "\u001b[", "\u001b[0", "\u001b]", "\u009d", "\u001bP;", "\u001b[;", "\u001b  ", "\u001b]a;"])(
  "takes linear time for a megabyte of %j",
  (unit) => {
    const start = performance.now();
    printable(unit.repeat(2 ** 20 / unit.length));
    expect(performance.now() - start).toBeLessThan(2000);
  },
);

test("long texts are cut, with a note", () => {
  expect(printableLine("one\n  two\nthree four", 15)).toBe("one two three… (5 characters cut)");
  expect(printableStart("a\nbcd", 3)).toBe("a\nb… (2 characters cut)");
  expect(printableEnd("abc\nd", 3)).toBe("(2 characters cut) …c\nd");
  expect([printableStart("abc", 3), printableEnd("abc", 3), printableLine("abc", 3)]).toEqual(["abc", "abc", "abc"]);
});
