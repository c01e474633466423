// How a text stands on the screen: as a whole label, as words of a line, or within a word.
import { isWord } from "./confusions.ts";
import { cutsWord, type Passage } from "./fuzzy-match.ts";
import type { Row } from "./rows.ts";

/** Words read with less confidence are mostly icons. */
export const readableConfidence = 0.5;

/**
 * Which of several places of a text is taken, the highest first: a whole label before words of a longer line, these
 * before a part of a word, and what was read without a mistake before what was not.
 */
export function textPreference(row: Row, { start, end, similarity }: Passage): number {
  const exact = similarity === 1 ? 1 : 0;
  if (cutsWord(row.text, start) || cutsWord(row.text, end)) return exact;
  return (isWholeLabel(row, start, end) ? 2 : 1) + exact;
}

/** Which of several places of a pattern is taken, the highest first: one within a line before one in several columns. */
export function patternPreference({ lines }: Row, { start, end }: Passage): number {
  return lines.some((line) => start < line && line < end) ? 0 : 1;
}

/** Whether the lines of a passage have no other words. */
function isWholeLabel({ text, words, starts, lines }: Row, start: number, end: number): boolean {
  const from = lines.findLast((line) => line <= start) ?? 0;
  const to = lines.find((line) => line >= end) ?? text.length;
  return words.every(({ confidence }, index) => {
    const first = Math.max(from, starts[index] as number);
    const last = Math.min(to, starts[index + 1] ?? text.length);
    const isInside = first < end && last > start;
    if (!isInside && confidence < readableConfidence) return true;
    return !hasLetters(text.slice(first, Math.min(last, start))) && !hasLetters(text.slice(Math.max(first, end), last));
  });
}

function hasLetters(text: string): boolean {
  return [...text].some(isWord);
}
