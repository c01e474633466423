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

/** The lines that some letters and marks form, each as the box around them. */
export function joinLetters(pieces: readonly Region[]): Region[] {
  const sorted = pieces.toSorted((a, b) => a.x - b.x);
  const lines = group(sorted.filter(({ height }) => height >= lowestLetter));
  for (const mark of sorted.filter(({ height }) => height < lowestLetter)) {
    const at = lineOf(mark, lines);
    if (at !== undefined) lines[at] = union(lines[at] as Region, mark);
  }
  // A mark may have closed the gap between two parts of a line.
  return group(lines.sort((a, b) => a.x - b.x));
}

/** The place of the line that a mark belongs to: the one that is nearest to its height. */
function lineOf(mark: Region, lines: readonly Region[]): number | undefined {
  let best: { readonly at: number; readonly away: number } | undefined;
  for (const [at, line] of lines.entries()) {
    const beside = Math.max(mark.x - (line.x + line.width), line.x - (mark.x + mark.width), 0);
    const above = Math.max(mark.y - (line.y + line.height), line.y - (mark.y + mark.height), 0);
    if (above > reach || beside > Math.max(line.height, 8) * widestGap) continue;
    const away = above * 1000 + beside;
    if (!best || away < best.away) best = { at, away };
  }
  return best?.at;
}

/** Joins what belongs together, directly or through others. The boxes come sorted from left to right. */
function group(boxes: readonly Region[]): Region[] {
  const groups: (Region | undefined)[] = [];
  const groupOf: number[] = [];
  const highest = Math.max(0, ...boxes.map(({ height }) => height));
  for (const [at, box] of boxes.entries()) {
    groupOf[at] = at;
    groups[at] = box;
  }
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
      groups[a] = union(groups[a] as Region, groups[b] as Region);
      groups[b] = undefined;
      groupOf[b] = a;
    }
  }
  return groups.filter((region) => region !== undefined);
}

function sameLine(left: Region, right: Region): boolean {
  const [low, high] = [Math.min(left.height, right.height), Math.max(left.height, right.height)];
  if (high > low * sizes) return false;
  const shared = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y);
  return shared >= low * 0.5 && gap(left, right) <= high * widestGap;
}

function gap(left: Region, right: Region): number {
  return right.x - (left.x + left.width);
}

/** The box around two boxes. */
export function union(a: Region, b: Region): Region {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
