// Finds the paragraphs of a screen: lines below each other that one text runs through.
import type { Region } from "../../base/geometry/region.ts";
import type { Line } from "../ocr.ts";
import { lineBreak } from "./confusions.ts";
import { folded } from "./fold.ts";
import { type Row, rowOf } from "./rows.ts";
import { readableConfidence } from "./standing.ts";

/** The greatest gap between two lines, as a multiple of the height of the higher one. */
const widestGapShare = 1.6;

/** The greatest ratio of the heights of two lines: of one with ascenders and descenders to one without. */
const heightRatio = 2.2;

/** How far the edges or the middles of two lines may be apart, as a multiple of the height: an indent, a centred line. */
const edgeShare = { left: 2.5, right: 1, middle: 1.5 };

/** The part of the narrower line that must be below the other one. */
const overlapShare = 0.3;

/** A line further below the previous one than this multiple of its neighbours begins another paragraph, or another cell. */
const widerPitch = 1.5;

/** From this many characters on, a line that fills its paragraph may break within a word, as terminals do. */
const longLine = 30;

/** Lines of one paragraph, from top to bottom. */
export interface Paragraph {
  readonly lines: readonly Line[];
  /**
   * What joins each line to the next one: nothing after a hyphen, a space where the break may be within a word, else a
   * {@link lineBreak}.
   */
  readonly joints: readonly string[];
}

/** The paragraphs of two lines and more. A column stays apart from the one beside it. */
export function paragraphsOf(lines: readonly Line[]): Paragraph[] {
  const sorted = lines.filter(isReadable).toSorted((a, b) => a.region.y - b.region.y || a.region.x - b.region.x);
  const next = new Map<Line, Line>();
  const continued = new Set<Line>();
  for (const line of sorted) {
    const below = nearestBelow(line, sorted);
    if (!below || continued.has(below) || !isContinuation(line.region, below.region)) continue;
    next.set(line, below);
    continued.add(below);
  }
  const firsts = sorted.filter((line) => next.has(line) && !continued.has(line));
  return firsts.flatMap((first) => split(chain(first, next))).map(paragraph);
}

/** A paragraph as one row. */
export function paragraphRow({ lines, joints }: Paragraph): Row {
  return rowOf(lines, joints);
}

/**
 * Rows of the words around each end of a line: a text of the given length that crosses the end is in its row.
 *
 * @param length in characters
 */
export function rowsAcross({ lines, joints }: Paragraph, length: number): { readonly row: Row; readonly at: number }[] {
  return joints.map((_joint, index) => {
    const before = lastWords(lines.slice(0, index + 1), length);
    const after = firstWords(lines.slice(index + 1), length);
    const from = index + 1 - before.length;
    const row = rowOf([...before, ...after], joints.slice(from, index + after.length));
    return { row, at: row.lines[before.length] ?? row.text.length };
  });
}

/** Icons that were taken for letters are not lines of a paragraph. */
function isReadable({ words }: Line): boolean {
  return words.some(({ confidence }) => confidence >= readableConfidence);
}

function nearestBelow({ region }: Line, sorted: readonly Line[]): Line | undefined {
  return sorted.find((other) => {
    const { x, y, width, height } = other.region;
    const shared = Math.min(region.x + region.width, x + width) - Math.max(region.x, x);
    return y + height / 2 > region.y + region.height && shared >= Math.min(region.width, width) * overlapShare;
  });
}

function isContinuation(above: Region, below: Region): boolean {
  const [low, high] = [Math.min(above.height, below.height), Math.max(above.height, below.height)];
  const gap = below.y - (above.y + above.height);
  return gap <= high * widestGapShare && high <= low * heightRatio && isAligned(above, below, high);
}

function isAligned(a: Region, b: Region, height: number): boolean {
  const left = Math.abs(a.x - b.x);
  const right = Math.abs(a.x + a.width - (b.x + b.width));
  const middle = Math.abs(a.x + a.width / 2 - (b.x + b.width / 2));
  return left <= height * edgeShare.left || right <= height * edgeShare.right || middle <= height * edgeShare.middle;
}

function chain(first: Line, next: ReadonlyMap<Line, Line>): Line[] {
  const lines: Line[] = [];
  for (let line: Line | undefined = first; line; line = next.get(line)) lines.push(line);
  return lines;
}

/** Splits lines where they are further apart than above or below, and drops what is a single line then. */
function split(lines: readonly Line[]): Line[][] {
  const pitches = lines.slice(1).map((line, index) => middle(line) - middle(lines[index] as Line));
  const parts: Line[][] = [[]];
  for (const [index, line] of lines.entries()) {
    const [before, pitch = 0, after] = [pitches[index - 2], pitches[index - 1], pitches[index]];
    const least = Math.min(before ?? Number.POSITIVE_INFINITY, after ?? Number.POSITIVE_INFINITY);
    if (pitch > least * widerPitch) parts.push([]);
    parts.at(-1)?.push(line);
  }
  return parts.filter((part) => part.length > 1);
}

function middle({ region }: Line): number {
  return region.y + region.height / 2;
}

function paragraph(lines: readonly Line[]): Paragraph {
  const right = Math.max(...lines.map(({ region }) => region.x + region.width));
  return { lines, joints: lines.slice(1).map((below, index) => joint(lines[index] as Line, below, right)) };
}

function joint(above: Line, below: Line, right: number): string {
  const text = rowOf([above]).text;
  if (/\p{L}-$/u.test(text) && /^\p{L}/u.test(folded(below.words[0]?.text ?? ""))) return "";
  const letter = above.region.width / Math.max(1, text.length);
  const isFull = text.length >= longLine && above.region.x + above.region.width >= right - letter;
  return isFull ? " " : lineBreak;
}

function lastWords(lines: readonly Line[], length: number): Pick<Line, "words">[] {
  const taken = firstWords(
    lines.toReversed().map(({ words }) => ({ words: words.toReversed() })),
    length,
  );
  return taken.toReversed().map(({ words }) => ({ words: words.toReversed() }));
}

/** As many words as have the length, and their lines. */
function firstWords(lines: readonly Pick<Line, "words">[], length: number): Pick<Line, "words">[] {
  const taken: Pick<Line, "words">[] = [];
  let left = length;
  for (const { words } of lines) {
    if (left <= 0) break;
    const some: Line["words"][number][] = [];
    for (const word of words) {
      if (left <= 0) break;
      some.push(word);
      left -= word.text.length + 1;
    }
    taken.push({ words: some });
  }
  return taken;
}
