// Recognises a typed text that a program has broken into lines.
import { textSimilarity } from "../../screen/targets/text/finder.ts";
import { folded } from "../../screen/text/fold.ts";
import { bestFuzzyMatch } from "../../screen/text/fuzzy-match.ts";

/**
 * Whether lines show a text, broken between words or within one. Each of its words must be there, but for one at each
 * break that a text of this length needs: at the edge of a line, words are cut and read badly. A text target is stricter:
 * it is broken within words in long lines only, and is missed with the sign that a block cursor is read as.
 */
export function standsWrapped(text: string, lines: readonly string[]): boolean {
  const [first = 0] = lines.map((line) => line.length).sort((a, b) => b - a);
  if (lines.length < 2) return false;
  const shown = [" ", ""].map((between) => folded(lines.join(between)));
  const isShown = (word: string): boolean =>
    shown.some((all) => (bestFuzzyMatch(word, all)?.similarity ?? 0) >= textSimilarity);
  const words = folded(text).split(" ");
  return words.filter((word) => !isShown(word)).length <= Math.min(Math.floor(text.length / first), words.length - 1);
}
