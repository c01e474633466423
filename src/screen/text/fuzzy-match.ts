// Finds a text in a line despite OCR mistakes.
import { isWord, merger, omission, substitution } from "./confusions.ts";

/** A part of a line. */
export interface Passage {
  /** Index of the first character. */
  readonly start: number;
  /** Index after the last character. */
  readonly end: number;
  /**
   * From 0 to 1: the similarity of the least similar word, or half that of the whole text if this is more, as when a
   * word is missing.
   */
  readonly similarity: number;
}

/** Steps of an alignment: the number of characters that each takes from the wanted text and from the line. */
const steps = [
  { wanted: 1, read: 1 },
  { wanted: 1, read: 0 },
  { wanted: 0, read: 1 },
  { wanted: 2, read: 1 },
  { wanted: 1, read: 2 },
] as const;

/**
 * The passage of a line that is most similar to a text; undefined for an empty line. An exact match may be inside a
 * word; an approximate one loses similarity when it cuts a word.
 *
 * Uses the dynamic programming of Sellers (1980): the alignment may start and end anywhere in the line.
 *
 * @param wanted folded, not empty
 * @param line folded
 */
export function bestFuzzyMatch(wanted: string, line: string): Passage | undefined {
  const exact = line.indexOf(wanted);
  if (exact >= 0) return { start: exact, end: exact + wanted.length, similarity: 1 };
  if (line === "") return undefined;
  const { prices, choices } = align(wanted, line);
  const last = wanted.length * (line.length + 1);
  let end = 0;
  for (let at = 1; at <= line.length; at++) {
    if ((prices[last + at] as number) < (prices[last + end] as number)) end = at;
  }
  return traced(wanted, line, choices, end);
}

function align(wanted: string, line: string): { readonly prices: Float64Array; readonly choices: Uint8Array } {
  const columns = line.length + 1;
  const prices = new Float64Array((wanted.length + 1) * columns);
  const choices = new Uint8Array(prices.length);
  for (let row = 1; row <= wanted.length; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      prices[at] = Number.POSITIVE_INFINITY;
      for (let choice = 0; choice < steps.length; choice++) {
        const step = steps[choice] as (typeof steps)[number];
        if (step.wanted > row || step.read > column) continue;
        const before = prices[at - step.wanted * columns - step.read] as number;
        if (before >= (prices[at] as number)) continue;
        const price = before + priceOf(step, wanted, row, line, column);
        if (price >= (prices[at] as number)) continue;
        prices[at] = price;
        choices[at] = choice;
      }
    }
  }
  return { prices, choices };
}

function priceOf(step: (typeof steps)[number], wanted: string, row: number, line: string, column: number): number {
  const one = wanted[row - 1] as string;
  const read = line[column - 1] as string;
  if (step.read === 0) return omission(one);
  if (step.wanted === 0) return omission(read);
  if (step.wanted === 2) return merger(wanted.slice(row - 2, row), read);
  if (step.read === 2) return merger(line.slice(column - 2, column), one);
  return substitution(one, read);
}

/** Traces the best alignment back from its end, and adds up the cost of each word. */
function traced(wanted: string, line: string, choices: Uint8Array, end: number): Passage {
  const columns = line.length + 1;
  const costs = new Float64Array(wanted.length);
  let [row, start] = [wanted.length, end];
  while (row > 0) {
    const step = steps[choices[row * columns + start] as number] as (typeof steps)[number];
    costs[row - 1] = (costs[row - 1] as number) + priceOf(step, wanted, row, line, start);
    row -= step.wanted;
    start -= step.read;
  }
  if (cutsWord(line, start)) costs[0] = (costs[0] as number) + omission("a");
  if (cutsWord(line, end)) costs[wanted.length - 1] = (costs[wanted.length - 1] as number) + omission("a");
  return { ...wholeWords(line, start, end), similarity: Math.max(worstWord(wanted, costs), restAlike(wanted, costs)) };
}

/** Extends an approximate match to whole words, for messages. */
function wholeWords(line: string, from: number, to: number): { readonly start: number; readonly end: number } {
  let [start, end] = [from, to];
  while (cutsWord(line, start)) start--;
  while (cutsWord(line, end)) end++;
  return { start, end };
}

function cutsWord(line: string, at: number): boolean {
  return at > 0 && at < line.length && isWord(line[at - 1] as string) && isWord(line[at] as string);
}

/** Words count as no longer than this, in characters: one other letter makes another word of a long name too. */
const longestWord = 19;

function worstWord(wanted: string, costs: Float64Array): number {
  let worst = 1;
  for (const { 0: word, index } of wanted.matchAll(/\S+ ?/g)) {
    const cost = costs.subarray(index, index + word.length).reduce((sum, each) => sum + each, 0);
    worst = Math.min(worst, 1 - cost / Math.min(word.trimEnd().length, longestWord));
  }
  return worst;
}

function restAlike(wanted: string, costs: Float64Array): number {
  return Math.max(0, 1 - costs.reduce((sum, each) => sum + each, 0) / wanted.length) / 2;
}
