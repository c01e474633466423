// Finds a text in a line despite OCR mistakes.
import {
  finalOmission,
  isAlike,
  isCommonMistake,
  isWord,
  lineBreak,
  merger,
  omission,
  split,
  substitution,
} from "./confusions.ts";
import { cutsNumberAfter, cutsNumberBefore, isPartOfNumber } from "./numbers.ts";

/** A part of a line. */
export interface Passage {
  /** Index of the first character. */
  readonly start: number;
  /** Index after the last character. */
  readonly end: number;
  /**
   * From 0 to 1: that of the least similar word, or of the whole text if reading often makes all of the mistakes; or half
   * that of the whole text if this is more, as when a word is missing.
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

/** The passages of a line that equal a text, and are no part of a longer number. They do not overlap. */
export function exactMatches(wanted: string, line: string): Passage[] {
  const passages: Passage[] = [];
  const plain = line.replaceAll(lineBreak, " ");
  for (let at = plain.indexOf(wanted); at >= 0; ) {
    const isPart = isPartOfNumber(wanted, plain, at);
    if (!isPart) passages.push({ start: at, end: at + wanted.length, similarity: 1 });
    at = plain.indexOf(wanted, at + (isPart ? 1 : wanted.length));
  }
  return passages;
}

/**
 * The passage of a line that is most similar to a text, and all others of at least the given similarity. They do not
 * overlap.
 *
 * @param wanted folded, not empty
 * @param line folded
 */
export function fuzzyMatches(wanted: string, line: string, similarity: number): Passage[] {
  const best = bestFuzzyMatch(wanted, line);
  if (!best) return [];
  if (best.similarity < similarity || best.end === best.start) return [best];
  const others = [
    ...fuzzyMatches(wanted, line.slice(0, best.start), similarity),
    ...fuzzyMatches(wanted, line.slice(best.end), similarity).map((after) => moved(after, best.end)),
  ];
  return [best, ...others.filter((other) => other.similarity >= similarity)];
}

/** Similarity of a cross that is read as another one, where it stands alone. */
const crossSimilarity = 0.9;

/** A cross that stands alone: whether it is a letter, and a capital one, shows only beside others. */
function loneCross(wanted: string, line: string): Passage | undefined {
  const found = /^[xX×]$/.test(wanted) ? /(?<!\S)[xX×](?!\S)/.exec(line) : null;
  return found ? { start: found.index, end: found.index + 1, similarity: crossSimilarity } : undefined;
}

/** Whether two texts differ only in characters that look alike when they are small or blurred, and in spaces. */
export function looksAlike(wanted: string, read: string): boolean {
  const { choices } = align(wanted, read);
  const path = trace(wanted, read, choices, read.length);
  const isWhole = path.reduce((length, step) => length + step.read.length, 0) === read.length;
  return isWhole && path.every((step) => step.price === 0 || isAlike(step.wanted, step.read));
}

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
  const [exact = loneCross(wanted, line)] = exactMatches(wanted, line);
  if (exact) return exact;
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
  if (step.read === 0) return isWordEnd(wanted, row) ? finalOmission(one) : omission(one);
  if (step.wanted === 0) return omission(read);
  if (step.wanted === 2) return merger(wanted.slice(row - 2, row), read);
  if (step.read === 2) return split(one, line.slice(column - 2, column));
  return substitution(one, read, wanted[row - 2]);
}

/** Whether a word of a text ends at a place. */
function isWordEnd(text: string, at: number): boolean {
  return at === text.length || text[at] === " ";
}

/** A step of the best alignment. */
interface Step {
  /** Index of its last character in the wanted text; of an added one, of the character before it. */
  readonly at: number;
  readonly wanted: string;
  readonly read: string;
  readonly price: number;
}

/** Traces the best alignment back from its end in the line, to its start. */
function trace(wanted: string, line: string, choices: Uint8Array, end: number): Step[] {
  const columns = line.length + 1;
  const traced: Step[] = [];
  let [row, column] = [wanted.length, end];
  while (row > 0) {
    const step = steps[choices[row * columns + column] as number] as (typeof steps)[number];
    const price = priceOf(step, wanted, row, line, column);
    traced.push({
      at: row - 1,
      wanted: wanted.slice(row - step.wanted, row),
      read: line.slice(column - step.read, column),
      price,
    });
    row -= step.wanted;
    column -= step.read;
  }
  return traced;
}

/** The passage of the best alignment that ends at `end`, with its similarity. */
function traced(wanted: string, line: string, choices: Uint8Array, end: number): Passage {
  const path = trace(wanted, line, choices, end);
  const start = end - path.reduce((length, { read }) => length + read.length, 0);
  const costs = new Float64Array(wanted.length);
  for (const { at, price } of path) costs[at] = (costs[at] as number) + price;
  const cuts = [
    cutsWord(line, start) || cutsNumberBefore(wanted, line, start),
    cutsWord(line, end) || cutsNumberAfter(wanted, line, end),
  ];
  if (cuts[0]) costs[0] = (costs[0] as number) + omission("a");
  if (cuts[1]) costs[wanted.length - 1] = (costs[wanted.length - 1] as number) + omission("a");
  const isCommon =
    !cuts.includes(true) && path.every((step) => step.price === 0 || isCommonMistake(step.wanted, step.read));
  const whole = wholeText(wanted, costs);
  const similarity = Math.max(worstWord(wanted, costs), isCommon ? whole : whole / 2);
  return { ...wholeWords(line, start, end), similarity };
}

/** Extends an approximate match to whole words, for messages. */
function wholeWords(line: string, from: number, to: number): { readonly start: number; readonly end: number } {
  let [start, end] = [from, to];
  while (cutsWord(line, start)) start--;
  while (cutsWord(line, end)) end++;
  return { start, end };
}

/** Whether a place in a line is within a word. */
export function cutsWord(line: string, at: number): boolean {
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

function wholeText(wanted: string, costs: Float64Array): number {
  return Math.max(0, 1 - costs.reduce((sum, each) => sum + each, 0) / wanted.length);
}

function moved({ start, end, similarity }: Passage, by: number): Passage {
  return { start: start + by, end: end + by, similarity };
}
