import fc from "fast-check";
import { expect, test } from "vitest";
import {
  finalOmission,
  isAlike,
  isCommonMistake,
  isWord,
  lineBreak,
  merger,
  omission,
  split,
  substitution,
} from "../../../../src/screen/text/confusions.ts";

test("what is read right costs nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }), (one) => substitution(one, one) === 0),
  );
});

test.for(["lI", "l1", "l/", "1|", "0O", "QO", "5S", "8B", "2Z", "6G", "x×", "→-", "'`", "-_", ".,", ":;", "({", "])"])(
  "%s look alike, in both directions",
  (pair) => {
    const [a = "", b = ""] = pair;
    expect([substitution(a, b), substitution(b, a)]).toEqual([0.2, 0.2]);
  },
);

test("a letter and the same with an accent look alike, and two letters do not", () => {
  expect([substitution("é", "e"), substitution("ü", "u"), substitution("e", "é")]).toEqual([0.2, 0.2, 0.2]);
  expect([substitution("é", "a"), substitution("x", "e")]).toEqual([2, 2]);
});

test("no digit is taken for another: another number is another text", () => {
  const digit = fc.integer({ min: 0, max: 9 }).map(String);
  fc.assert(fc.property(digit, digit, (a, b) => substitution(a, b) === (a === b ? 0 : 2)));
});

test("a mistake costs the same in both directions", () => {
  const character = fc.constantFrom(..."lI1|O0S5éeüu.,'\"#$ -_xyz");
  fc.assert(fc.property(character, character, (a, b) => substitution(a, b) === substitution(b, a)));
});

test("signs that mean something weigh as much as letters, and marks less", () => {
  expect([substitution("#", "$"), substitution("#", "."), substitution(".", "'")]).toEqual([2, 2, 0.5]);
  expect(["a", "7", "ß", "#", "$", "€", ".", '"', " "].map(omission)).toEqual([2, 2, 2, 2, 2, 2, 0.5, 0.5, 0.1]);
});

test("two characters that are read as one cost little, and others cannot be", () => {
  expect([merger("rn", "m"), merger("vv", "w"), merger("cl", "d"), merger("''", '"')]).toEqual([0.2, 0.2, 0.2, 0.2]);
  expect([merger("rm", "m"), merger("nr", "m"), merger("rn", "w")]).toEqual([Infinity, Infinity, Infinity]);
});

test("letters and digits of any script are parts of words", () => {
  expect(["a", "Ä", "я", "字", "7"].every(isWord)).toBe(true);
  expect([".", " ", "_", "€", "…"].some(isWord)).toBe(false);
});

test("prices stay right after more different mistakes than are remembered", () => {
  const price = (): number => substitution("O", "0");
  const before = price();
  for (let code = 0; code <= 20_001; code++) substitution("O", String.fromCodePoint(0x4e00 + code));
  expect([before, price()]).toEqual([0.2, 0.2]);
});

test("a line's end stands for a space, and for nothing else", () => {
  expect([substitution(" ", lineBreak), omission(lineBreak)]).toEqual([0, 2]);
});

test("reading often takes twins for each other, loses or adds spaces, and makes one character of two", () => {
  for (const [wanted, read] of ["l1", "I|", "0O", "o0"].map((pair) => [...pair] as [string, string])) {
    expect([isCommonMistake(wanted, read), isCommonMistake(read, wanted)]).toEqual([true, true]);
  }
  expect([isCommonMistake(" ", ""), isCommonMistake("", " ")]).toEqual([true, true]);
  expect([isCommonMistake("rn", "m"), isCommonMistake("m", "rn")]).toEqual([true, true]);
  expect([isCommonMistake("8", "B"), isCommonMistake("e", "é"), isCommonMistake("a", "")]).toEqual([
    false,
    false,
    false,
  ]);
});

test("what is a common mistake looks alike, and so do characters of one family", () => {
  expect([isAlike("0", "O"), isAlike("8", "B"), isAlike("e", "é"), isAlike(" ", "")]).toEqual([true, true, true, true]);
  expect([isAlike("7", "1"), isAlike("a", "o"), isAlike("a", "")]).toEqual([false, false, false]);
});

test("one character that is read as both of two alike costs little, unless a digit is added", () => {
  expect([split("l", "lL"), split("q", "qg"), split("0", "©0"), split("8", "S8")]).toEqual([0.15, 0.15, 0.15, 0.15]);
  expect([split("m", "rn"), split("l", "l1"), split("S", "S5"), split("l", "ll"), split("a", "ab")]).toEqual([
    0.2,
    Infinity,
    Infinity,
    Infinity,
    Infinity,
  ]);
});

test("q is read as g after an s, and not the other way round", () => {
  expect([substitution("q", "g", "s"), substitution("q", "g"), substitution("q", "g", "n")]).toEqual([0.2, 2, 2]);
  expect(substitution("g", "q", "s")).toBe(2);
});

test("two dashes, and two underscores, are often read as one", () => {
  expect([merger("--", "-"), merger("__", "_")]).toEqual([0.2, 0.2]);
  expect(isCommonMistake("--", "-")).toBe(true);
});

test("a dot or comma that is lost at the end of a word costs less than one within it", () => {
  expect([".", ",", "'", "a"].map(finalOmission)).toEqual([0.2, 0.2, 0.5, 2]);
});
