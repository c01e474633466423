// Joins lines that are side by side into rows of text, and locates passages on the screen.
import { around, type Region } from "../../base/geometry/region.ts";
import type { Line, Word } from "../ocr.ts";
import { folded } from "./fold.ts";

/** A row of words: of one line, of lines side by side, or of lines that one text runs through. */
export interface Row {
  /** The folded words, separated by single spaces, or by what joins two lines of a paragraph. */
  readonly text: string;
  readonly words: readonly Word[];
  /** The start of each word in the text. */
  readonly starts: readonly number[];
  /** The starts of the lines in the text, of the first one too. */
  readonly lines: readonly number[];
}

/** Lines side by side, from left to right. */
export interface JoinedLine extends Line {
  readonly lines: readonly Line[];
}

/** The widest gap in a row, as between a menu's entries and their keys, as a multiple of the letters' height. */
const widestGapShare = 10;

/** Converts lines to rows; drops those without text. */
export function rowsOf(lines: readonly (Line | JoinedLine)[]): Row[] {
  return lines.map((line) => rowOf("lines" in line ? line.lines : [line])).filter(({ text }) => text !== "");
}

/** Joins lines that are side by side. */
export function joinedLines(lines: readonly Line[]): JoinedLine[] {
  const joined: JoinedLine[] = [];
  for (const line of lines.toSorted((a, b) => a.region.x - b.region.x)) {
    const left = nearest(
      joined.filter((each) => continues(each, line)),
      line,
    );
    if (left) joined[joined.indexOf(left)] = beside(left, line);
    else joined.push({ ...line, lines: [line] });
  }
  return joined.sort((a, b) => a.region.y - b.region.y || a.region.x - b.region.x);
}

/**
 * Makes one row of several lines.
 *
 * @param joints what joins each line to the next one. Default: a space
 */
export function rowOf(lines: readonly Pick<Line, "words">[], joints: readonly string[] = []): Row {
  const starts: number[] = [];
  const kept: Word[] = [];
  const lineStarts: number[] = [];
  let text = "";
  for (const [index, { words }] of lines.entries()) {
    let separator = joints[index - 1] ?? " ";
    for (const word of words) {
      const read = folded(word.text);
      if (read === "") continue;
      if (text !== "") text += separator;
      if (lineStarts.length <= index) lineStarts[index] = text.length;
      separator = " ";
      starts.push(text.length);
      kept.push(word);
      text += read;
    }
  }
  return { text, words: kept, starts, lines: lineStarts.filter((start) => start !== undefined) };
}

/** The region of a part of a row's text. A word that is partly in it contributes the same part of its box. */
export function placeOf({ words, starts }: Row, start: number, end: number): Region | undefined {
  const boxes = words.flatMap((word, at) => {
    const first = starts[at] ?? 0;
    const length = folded(word.text).length;
    const [from, to] = [Math.max(start, first) - first, Math.min(end, first + length) - first];
    return from < to ? [part(word.region, from / length, to / length)] : [];
  });
  return boxes.length === 0 ? undefined : boxes.reduce(around);
}

function nearest(joined: readonly JoinedLine[], line: Line): JoinedLine | undefined {
  return joined.reduce<JoinedLine | undefined>(
    (best, each) => (best && gapBetween(best, line) <= gapBetween(each, line) ? best : each),
    undefined,
  );
}

function gapBetween(left: Line, { region }: Line): number {
  const { x, width } = left.words.at(-1)?.region ?? left.region;
  return region.x - (x + width);
}

function beside(left: JoinedLine, line: Line): JoinedLine {
  return {
    region: around(left.region, line.region),
    words: [...left.words, ...line.words],
    lines: [...left.lines, line],
  };
}

function continues(left: Line, line: Line): boolean {
  const { region } = line;
  const { y, height } = left.words.at(-1)?.region ?? left.region;
  const [low, high] = [Math.min(height, region.height), Math.max(height, region.height)];
  const shared = Math.min(y + height, region.y + region.height) - Math.max(y, region.y);
  const gap = gapBetween(left, line);
  return shared >= low * 0.5 && high <= low * 2.6 && gap >= -2 && gap <= high * widestGapShare;
}

function part({ x, y, width, height }: Region, from: number, to: number): Region {
  const left = Math.round(x + width * from);
  return { x: left, y, width: Math.max(1, Math.round(x + width * to) - left), height };
}
