// Finds the layouts that a user may have meant by an unknown name.
import { allLayouts, type ListedLayout } from "./table.ts";

const mostSuggestions = 5;

/** Names that differ by more letters resemble each other by chance. */
const mostEdits = 1;

/** Characters of a name to compare; those of layouts are shorter. */
const longestName = 60;

/** Ways in which a layout resembles a name, the best first. */
const resemblances: readonly ((layout: ListedLayout, wanted: string) => boolean)[] = [
  // Written otherwise: de-nodeadkeys.
  ({ name }, wanted) => lettersOf(name) === lettersOf(wanted),
  // Of that language or country, first those of only that: german, uk.
  ({ description }, wanted) => wordsOf(description)[0] === wanted && !description.includes("("),
  ({ description }, wanted) => wordsOf(description).includes(wanted),
  ({ name }, wanted) => edits(lettersOf(name), lettersOf(wanted)) <= mostEdits,
  // Of the same layout.
  ({ name }, wanted) => wordsOf(name)[0] === wordsOf(wanted)[0],
];

/** The layouts that resemble a name, the best first; only those that differ by case and punctuation, if there are. */
export function likeLayouts(name: string): readonly ListedLayout[] {
  const wanted = name.slice(0, longestName).toLowerCase();
  const all = allLayouts();
  if (lettersOf(wanted) === "") return [];
  const groups = resemblances.map((resembles) => all.filter((layout) => resembles(layout, wanted)));
  const [same = []] = groups;
  return (same.length > 0 ? same : [...new Set(groups.flat())]).slice(0, mostSuggestions);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** The number of letters to insert, remove or replace (Levenshtein). */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
