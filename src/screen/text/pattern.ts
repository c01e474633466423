// Finds a regular expression in the rows of a screen.
import { everywhere, statelessFlags } from "../../base/stateless.ts";
import type { Passage } from "./fuzzy-match.ts";

/** Finds a pattern in a text: all its matches but the empty ones. */
export type FindPattern = (text: string) => Passage[];

/** Finds a pattern in single lines, and in lines side by side. */
export function inLine(pattern: RegExp): FindPattern {
  return finding(everywhere(pattern));
}

/**
 * Finds a pattern in a paragraph, whose lines are separated by line feeds. White space in the pattern matches the end of
 * a line, a space too; `.` does not, and `^` and `$` are the start and the end of each line.
 */
export function inParagraph(pattern: RegExp): FindPattern {
  return finding(new RegExp(acrossLines(pattern), statelessFlags(pattern, "gm")));
}

function finding(pattern: RegExp): FindPattern {
  return (text) =>
    [...text.matchAll(pattern)]
      .filter(([found]) => found !== "")
      .map(({ 0: found, index }) => ({ start: index, end: index + found.length, similarity: 1 }));
}

/** The source of a pattern, in which each space matches the end of a line too. */
function acrossLines({ source, unicodeSets }: RegExp): string {
  // Only sets of the flag v nest.
  const deepest = unicodeSets ? Number.POSITIVE_INFINITY : 1;
  let depth = 0;
  return source.replaceAll(/\\?[\s\S]/gu, (part) => {
    if (part === "[") depth = Math.min(deepest, depth + 1);
    if (part === "]") depth = Math.max(0, depth - 1);
    if (part !== " " && part !== "\\ ") return part;
    // The line feed is first, so that a range such as [ -~] stays one.
    return depth > 0 ? "\\n " : "[ \\n]";
  });
}
