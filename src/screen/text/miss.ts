// What is on the screen instead of a text that was missed.
import { everywhere } from "../../base/stateless.ts";
import { folded } from "./fold.ts";
import { bestFuzzyMatch } from "./fuzzy-match.ts";

/**
 * The passages, as read, that have the words of a text in separate lines or columns, or undefined if a word is missing.
 *
 * @param seen the lines that were read
 */
export function scatteredWords(wanted: string, seen: string): string[] | undefined {
  const words = folded(wanted).split(" ");
  if (words.length < 2) return undefined;
  const lines = seen.split("\n").map(folded);
  const holders = new Set<string>();
  for (const word of words) {
    const holder = lines.find((line) => line.split(" ").includes(word)) ?? lines.find((line) => hasWord(line, word));
    if (holder === undefined) return undefined;
    holders.add(holder);
  }
  return [...holders];
}

/**
 * How a pattern that was missed matches the lines that were read, as though they were one: a text across them, only the
 * empty text, or not at all.
 */
export function matchAcross(pattern: RegExp, seen: string): "text" | "empty" | undefined {
  const found = [...seen.split("\n").join(" ").matchAll(everywhere(pattern))];
  if (found.some(([text]) => text !== "")) return "text";
  return found.length > 0 ? "empty" : undefined;
}

/**
 * Lists what was read: at most `most` lines, those that resemble the text most, in the order of the screen; then how
 * many more there were.
 */
export function listRead(wanted: string | RegExp, seen: string, most: number): string {
  const lines = seen.split("\n").filter((line) => line.trim() !== "");
  if (lines.length <= most) return lines.join("\n") || "nothing";
  const similarity = (line: string): number =>
    typeof wanted === "string" ? (bestFuzzyMatch(folded(wanted), folded(line))?.similarity ?? 0) : 0;
  const ranked = lines.map((line, index) => ({ index, rank: similarity(line) })).sort((a, b) => b.rank - a.rank);
  const kept = new Set(ranked.slice(0, most).map(({ index }) => index));
  const left = lines.length - kept.size;
  return [
    ...lines.filter((_line, index) => kept.has(index)),
    `… and ${left} more ${left === 1 ? "line" : "lines"}`,
  ].join("\n");
}

function hasWord(line: string, word: string): boolean {
  return (bestFuzzyMatch(word, line)?.similarity ?? 0) === 1;
}
