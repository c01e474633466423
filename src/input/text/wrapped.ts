// Recognises a typed text that a program has broken into lines.
import { textSimilarity } from "../../screen/targets/text/finder.ts";
import { folded } from "../../screen/text/fold.ts";
import { bestFuzzyMatch } from "../../screen/text/fuzzy-match.ts";

/**
 * The least similarity of a word that is cut at the edge of a line, and read with a sign that is none, such as a cursor:
 * `jumpPs` has 0.2, a word that is not there 0.
 */
const cutSimilarity = 0.1;

/**
 * Whether lines show a text, broken between words or within one. Each of its words must be there; one at each break
 * between the lines that show a word may be read badly, since it is at the edge of a line. A text target is stricter:
 * it is broken within words in long lines only, and is missed with the sign that a block cursor is read as.
 */
export function standsWrapped(text: string, lines: readonly string[]): boolean {
  const words = folded(text).split(" ");
  const all = [" ", ""].map((between) => folded(lines.join(between)));
  const similarity = (word: string, shown: readonly string[]): number =>
    Math.max(...shown.map((line) => bestFuzzyMatch(word, line)?.similarity ?? 0));
  const missing = words.filter((word) => similarity(word, all) < textSimilarity);
  const showing = lines.filter((line) => words.some((word) => similarity(word, [folded(line)]) >= textSimilarity));
  const longest = Math.max(...showing.map((line) => line.length));
  const breaks = Math.min(showing.length - 1, Math.floor(text.length / longest));
  return breaks > 0 && missing.length <= breaks && missing.every((word) => similarity(word, all) >= cutSimilarity);
}
