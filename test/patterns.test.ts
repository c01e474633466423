// Enforces that every regular expression of the source reads long texts in linear time, whatever they hold.
import { expect, test } from "vitest";
import { parameterNames } from "../fixtures/collect/parameters.ts";
import { placesIn } from "../src/base/call-site.ts";
import { printable } from "../src/base/printable.ts";
import { oneLine } from "../src/base/text.ts";
import { slug } from "../src/demo/names.ts";
import { parseImageName } from "../src/images/name.ts";
import { specifiersIn } from "../src/plugin/demo-files.ts";
import { imagesOf } from "../src/plugin/image-choice.ts";
import { mayProduce, titlesIn, words } from "../src/plugin/titles.ts";
import { filesBelow, sourceOf } from "./support/source.ts";

/** Characters of the texts to read: growing, so that an expression that takes for ever is noticed early. */
const lengths = [20, 100, 500, 2500, 10_000, 40_000];
const length = 40_000;
/** Milliseconds that a text may take: linear time is below one. Functions do more than match. */
const limitMs = 60;
const functionLimitMs = 500;

/** A regular expression where an expression may begin, on one line. */
const literal =
  /(?<=[(,=:[!&|?{};\s]|=>)\/(?![/*\s])((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)(?=[\s.,;)\]])/g;

/** The regular expressions in a text, without those in comments. */
function patternsIn(text: string): readonly RegExp[] {
  const code = text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, "");
  return [...code.matchAll(literal)].map(
    ([, source = "", flags = ""]) => new RegExp(source, [...new Set(`${flags}g`)].join("")),
  );
}

/** Texts that repeat what the pattern itself names, after what it names, and end with what it cannot match. */
function* attacksOn({ source }: RegExp, length: number): Generator<string> {
  const named = source.replaceAll(/\\[a-zA-Z](?:\{\w+\})?|\(\?(?:<?[=!:]|<\w+>)/g, " ");
  const nouns = named.match(/\w+/g) ?? [];
  const characters = new Set(`${named.replaceAll(/\w+/g, "")} \n-a1`);
  const pumps = [...characters, ...nouns, ...nouns.map((word) => `${word} `), ...nouns.map((word) => `${word} '`)];
  const starts = ["", "a", ...nouns, nouns.join(" ")];
  for (const pump of new Set(pumps)) {
    const body = pump.repeat(Math.ceil(length / pump.length));
    for (const start of new Set(starts)) yield `${start}${body}\u0001`;
  }
}

/** The shortest of three times in milliseconds, or the first that is short enough: the machine may be busy. */
function shortestMs(work: () => unknown, enoughMs = limitMs): number {
  let shortest = Infinity;
  for (let attempt = 0; attempt < 3 && shortest > enoughMs; attempt++) {
    const start = performance.now();
    work();
    shortest = Math.min(shortest, performance.now() - start);
    if (shortest > 20 * enoughMs) break;
  }
  return shortest;
}

function isSlow(pattern: RegExp): boolean {
  return lengths.some((length) =>
    [...attacksOn(pattern, length)].some((text) => shortestMs(() => text.match(pattern)) > limitMs),
  );
}

test("every regular expression reads long texts in linear time", () => {
  const patterns = filesBelow("src", "fixtures").flatMap((file) =>
    patternsIn(sourceOf(file)).map((pattern) => ({ file, pattern })),
  );
  expect(patterns.length).toBeGreaterThan(80);
  expect(patterns.filter(({ pattern }) => isSlow(pattern)).map(({ file, pattern }) => `${file}: ${pattern}`)).toEqual(
    [],
  );
});

const long = (pump: string): string => pump.repeat(Math.ceil(length / pump.length));

test.each<readonly [string, () => unknown]>([
  [
    "a title with many placeholders",
    () => mayProduce(titlesIn(`test("${long("$" + "{a} x ")}", () => {})`), words([`${long("x ")}y`])),
  ],
  ["titles of placeholders", () => mayProduce([`a${"*a".repeat(30)}*b`], "a".repeat(5000))],
  ["unfinished placeholders", () => titlesIn(`test("${long("${")}", () => {})`)],
  ["unfinished literals", () => titlesIn(long('test("'))],
  ["unfinished templates", () => titlesIn(long("test(`\\`"))],
  ["chains of properties", () => titlesIn(`test${long(" . a")}`)],
  ["chains of names of tests", () => titlesIn(long("it."))],
  ["imports", () => specifiersIn(long("import "))],
  ["imports without an end", () => specifiersIn(`import {${long("a, ")}`)],
  ["choices of images", () => imagesOf({ path: "", text: `.override({ image${long(" ")}`, allText: "vm" }, "")],
  [
    "choices of images in braces",
    () => imagesOf({ path: "", text: long(".extend({ a: {} image "), allText: "vm" }, ""),
  ],
  ["call stacks", () => [...placesIn(`    at ${long(" (/a?")}`), ...placesIn(`    at /${long("?:1")}`)]],
  ["unfinished comments", () => parameterNames({ toString: () => `${long("/*")}({ vm })` } as never)],
  ["names of demos", () => slug(`a${long("+")}b`)],
  ["names of images", () => expect(() => parseImageName(long("a-"))).toThrow()],
  ["escape sequences", () => printable(long("\x1b]"))],
  ["control strings", () => printable(long("\x9d;"))],
  ["control sequences", () => printable(`\x1b[${long("0;")}`)],
  ["white space", () => oneLine(`a${long("\t \n")}b`)],
])("reads long texts in linear time: %s", (_what, read) => {
  expect(shortestMs(read, functionLimitMs)).toBeLessThan(functionLimitMs);
});

test("Node's function for escape sequences, which is not linear, is not used", () => {
  const users = filesBelow("src", "fixtures").filter((file) => sourceOf(file).includes("stripVTControlCharacters"));
  expect(users).toEqual([]);
});

test("slow regular expressions are found", () => {
  const slow = patternsIn("const a = /\\s+$/; b(/^\\s*uri\\s*=/gm); text.replace(/domain '.*' is/, \"\");");
  expect(slow.map(isSlow)).toEqual([true, true, true]);
  expect(patternsIn("// a = /\\s+$/;\nconst b = 4 / 2; const c = 1 / 3;")).toEqual([]);
});
