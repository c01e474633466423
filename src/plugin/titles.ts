// Reads the titles of a demo file's tests from its source, without running it.
import slugify from "@sindresorhus/slugify";
import { spelt } from "../demo/names.ts";

/**
 * A literal that is the first argument of a call to a function named like a test, or of a call to its result:
 * `test("…"`, `describe.skip("…"`, `myTest("…"`, `test.for(cases)("…"`.
 */
const firstArgument =
  /(?:\b\w*(?:test|it|describe|suite)(?:\s*\.\s*\w+){0,5}|[)`])\s*\(\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\[\s\S])*)`)/gi;

/** What Vitest fills in at run time: `%s` and `$name` of `test.for`, and `${…}` of template literals. */
const placeholder = /\$\{[^}]*(?:\}|$)|%[sdifjoOc#$%]|\$[\w.]+/;

/** The slugs of all titles of suites and tests in the source; `*` for what is filled in at run time. */
export function titlesIn(source: string): readonly string[] {
  const literals = [...source.matchAll(firstArgument)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
  const slugs = literals.map((literal) => unescaped(literal).split(placeholder).map(wordsOf).join("*"));
  return [...new Set(slugs)].filter((slug) => /[^*]/.test(slug));
}

/**
 * The names that tests of a file may have in directories: its titles, and those after the file's own name, which tells
 * tests of several files apart.
 */
export function namesGivenBy(titles: readonly string[], fileName: string): readonly string[] {
  return [...titles, ...titles.map((title) => `${fileName}-${title}`)];
}

/** The names of suites and test as words with hyphens, of any length. */
export function words(names: readonly string[]): string {
  return wordsOf(names.join(" "));
}

/** Characters of the longest name that is compared with titles: comparing takes time that grows with their squares. */
const longestCompared = 500;

/**
 * Whether suites and tests with these titles can have names whose words are `wanted`. Longer names than 500 characters
 * count as possible.
 */
export function mayProduce(titles: readonly string[], wanted: string): boolean {
  if (wanted.length > longestCompared) return titles.length > 0;
  const literals = new Set(titles.filter((title) => !title.includes("*")));
  const longest = Math.max(0, ...[...literals].map(({ length }) => length));
  const globs = titles.filter((title) => title.includes("*")).map((title) => title.split("*"));
  const fits = (part: string): boolean =>
    (part.length <= longest && literals.has(part)) || globs.some((glob) => matchesGlob(glob, part));
  // Where a title may end: before each hyphen, and at the end.
  const ends = [...wanted.matchAll(/-|$/g)].map(({ index }) => index);
  // The starts of words from which the rest can be made of whole titles, found from the last to the first.
  const possible = new Set([wanted.length + 1]);
  for (const start of [0, ...ends.slice(0, -1).map((end) => end + 1)].reverse()) {
    const found = ends.some((end) => end >= start && possible.has(end + 1) && fits(wanted.slice(start, end)));
    if (found) possible.add(start);
  }
  return possible.has(0);
}

/** Whether a text consists of these pieces in order, with anything in between; in linear time, without backtracking. */
function matchesGlob(pieces: readonly string[], text: string): boolean {
  const [first = "", last = ""] = [pieces[0], pieces.at(-1)];
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  const to = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, from);
    if (found < 0 || found + piece.length > to) return false;
    from = found + piece.length;
  }
  return from <= to;
}

/** Like a slug, with the number of each letter that a slug would lose. */
function wordsOf(text: string): string {
  const complete = spelt(text).replaceAll(/[^\p{ASCII}]/gu, (letter) => numbers.get(letter) ?? numberOf(letter));
  return slugify(complete, { decamelize: false });
}

const numbers = new Map<string, string>();

function numberOf(letter: string): string {
  const isLost = /[\p{L}\p{N}]/u.test(letter) && slugify(letter) === "";
  const spelled = isLost ? `u${letter.codePointAt(0)?.toString(16)}` : letter;
  numbers.set(letter, spelled);
  return spelled;
}

function unescaped(literal: string): string {
  return literal.replaceAll(/\\(.)/g, "$1");
}
