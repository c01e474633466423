// Puts letters that stand side by side together: into lines of text.
import type { Region } from "../../base/frame.ts";

/** The widest gap between two words, as a share of the height of the letters beside it. */
const widestGap = 1.3;

/** Pixels: dots, commas, hyphens and quotation marks are lower than any letter; they belong to the line they are at. */
const lowestLetter = 5;

/** Letters of one size differ by no more than this: an x and a bracket. */
const sizes = 2.6;

/** Pixels: how far a mark may lie above or below the letters that it belongs to. */
const reach = 4;

/** What stands at an end of a line, higher than this share of its letters, and apart from them, is an icon. */
const iconHeight = 1.55;

/** Pixels between an icon and the text that it belongs to, at least. */
const iconGap = 3;

/** Letters of one line, from left to right. */
type Letters = readonly Region[];

/** The lines that some letters and marks form, each as the box around them. Icons beside them are left out. */
export function joinLetters(pieces: readonly Region[]): Region[] {
  const sorted = pieces.toSorted((a, b) => a.x - b.x);
  const letters = sorted.filter(({ height }) => height >= lowestLetter);
  const lines = grouped(letters).map((line) => withoutIcons(line).reduce(union));
  const marks = sorted.filter(({ height }) => height < lowestLetter);
  // A mark may close the gap between two parts of a line.
  return grouped(withMarks(lines, marks)).map((line) => line.reduce(union));
}

/** Lines with the marks that belong to them, from left to right. */
function withMarks(lines: readonly Region[], marks: readonly Region[]): Region[] {
  const grown = [...lines];
  for (const mark of marks) {
    const at = lineOf(mark, lines, grown);
    if (at !== undefined) grown[at] = union(grown[at] as Region, mark);
  }
  return grown.sort((a, b) => a.x - b.x);
}

/**
 * The place of the line that a mark belongs to: the one whose middle is nearest to its height.
 *
 * @param grown the lines with the marks that they have already: marks may follow each other
 */
function lineOf(mark: Region, lines: readonly Region[], grown: readonly Region[]): number | undefined {
  let best: { readonly at: number; readonly away: number } | undefined;
  for (const [at, line] of lines.entries()) {
    const { x, width } = grown[at] as Region;
    const beside = Math.max(mark.x - (x + width), x - (mark.x + mark.width), 0);
    const above = Math.max(mark.y - (line.y + line.height), line.y - (mark.y + mark.height), 0);
    if (above > reach || beside > Math.max(line.height, 8) * widestGap) continue;
    const away = Math.abs(2 * mark.y + mark.height - 2 * line.y - line.height) + beside / 100;
    if (!best || away < best.away) best = { at, away };
  }
  return best?.at;
}

/** Groups of boxes that are in one line, directly or through others. The boxes come sorted from left to right. */
function grouped(boxes: readonly Region[]): Letters[] {
  const groups: (Region[] | undefined)[] = boxes.map((box) => [box]);
  const groupOf = boxes.map((_box, at) => at);
  const highest = boxes.reduce((most, { height }) => Math.max(most, height), 8);
  const root = (at: number): number => {
    let up = at;
    while (groupOf[up] !== up) up = groupOf[up] as number;
    groupOf[at] = up;
    return up;
  };
  for (const [at, left] of boxes.entries()) {
    const end = left.x + left.width + highest * widestGap;
    for (let next = at + 1; next < boxes.length; next++) {
      const right = boxes[next] as Region;
      if (right.x > end) break;
      const [a, b] = [root(at), root(next)];
      if (a === b || !sameLine(left, right)) continue;
      (groups[a] as Region[]).push(...(groups[b] as Region[]));
      groups[b] = undefined;
      groupOf[b] = a;
    }
  }
  return groups.filter((group) => group !== undefined).map((group) => group.sort((a, b) => a.x - b.x));
}

function sameLine(left: Region, right: Region): boolean {
  const [low, high] = [Math.min(left.height, right.height), Math.max(left.height, right.height)];
  if (high > low * sizes) return false;
  const shared = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y);
  return shared >= low * 0.5 && gap(left, right) <= Math.max(low, 8) * widestGap;
}

function withoutIcons(line: Letters): Letters {
  const heights = line.map(({ height }) => height).sort((a, b) => a - b);
  const usual = heights[Math.floor((heights.length - 1) / 2)] as number;
  const isIcon = ({ width, height }: Region): boolean => height > usual * iconHeight && width >= height * 0.8;
  let [first, last] = [0, line.length - 1];
  while (first < last && isIcon(line[first] as Region) && gapAfter(line, first) >= iconGap) first++;
  while (first < last && isIcon(line[last] as Region) && gapAfter(line, last - 1) >= iconGap) last--;
  return line.slice(first, last + 1);
}

function gapAfter(line: Letters, at: number): number {
  return gap(line[at] as Region, line[at + 1] as Region);
}

function gap(left: Region, right: Region): number {
  return right.x - (left.x + left.width);
}

function union(a: Region, b: Region): Region {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
