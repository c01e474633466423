// Reads the titles of a demo file's tests from its source, without running it.
import slugify from "@sindresorhus/slugify";

/**
 * A literal that is the first argument of a call to a function named like a test, or of a call to its result:
 * `test("…"`, `describe.skip("…"`, `myTest("…"`, `test.for(cases)("…"`.
 */
const firstArgument =
  /(?:\b\w*(?:test|it|describe|suite)(?:\s*\.\s*\w+)*|[)`])\s*\(\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\[\s\S])*)`)/gi;

/** What Vitest fills in at run time: `%s` and `$name` of `test.for`, and `${…}` of template literals. */
const placeholder = /\$\{[^}]*\}|%[sdifjoOc#$%]|\$[\w.]+/;

/** The slugs of all titles of suites and tests in the source; `*` for what is filled in at run time. */
export function titlesIn(source: string): readonly string[] {
  const literals = [...source.matchAll(firstArgument)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
  const slugs = literals.map((literal) => unescaped(literal).split(placeholder).map(wordsOf).join("*"));
  return [...new Set(slugs)].filter((slug) => /[^*]/.test(slug));
}

/** The names of suites and test as words with hyphens, of any length. */
export function words(names: readonly string[]): string {
  return wordsOf(names.join(" "));
}

/** Whether suites and tests with these titles can have names whose words are `wanted`. */
export function mayProduce(titles: readonly string[], wanted: string): boolean {
  const pieces = wanted.split("-");
  const literal = new Set(titles);
  const patterns = titles.filter((title) => title.includes("*")).map(toPattern);
  // Whether the words from each position to the end can be made of whole titles, from the last to the first.
  const possible = pieces.map(() => false).concat(true);
  for (let from = pieces.length - 1; from >= 0; from--) {
    possible[from] = pieces.some((_, last) => {
      if (last < from || !possible[last + 1]) return false;
      const part = pieces.slice(from, last + 1).join("-");
      return literal.has(part) || patterns.some((pattern) => pattern.test(part));
    });
  }
  return possible[0] === true;
}

function wordsOf(text: string): string {
  return slugify(text, { decamelize: false });
}

function toPattern(title: string): RegExp {
  // Slugs hold letters, digits and hyphens only: nothing to escape.
  return new RegExp(`^${title.split("*").join(".*")}$`);
}

function unescaped(literal: string): string {
  return literal.replaceAll(/\\(.)/g, "$1");
}
