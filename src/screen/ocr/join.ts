// Joins letters that are side by side into lines of text.
import { around, type Region } from "../../base/geometry/region.ts";
import { BoxIndex } from "./shapes/box-index.ts";
import { rootOf } from "./shapes/union-find.ts";

/** The widest gap between two words, as a multiple of the height of the letters beside it. */
const widestGapShare = 1.3;

/** Minimum height of a letter in pixels. Dots, commas, hyphens and quotation marks are lower; they join a near line. */
const lowestLetterPixels = 5;

/** Greatest ratio of heights in one line: of an @ to an x, and of a bracket, which is narrow, to an x. */
const heightRatios = { wide: 1.9, narrow: 2.6 };

/** How far a mark may lie above or below its line: in pixels, or as a multiple of the line's height. */
const reach = { pixels: 4, share: 0.2 };

/** The greatest mark beside large letters, as multiples of their height: dots, commas, hyphens, dashes. */
const largestMark = { height: 0.45, width: 1.1 };

/** The greatest quotation mark or comma beside letters without ascenders, as multiples of their height. */
const largestStroke = { height: 0.6, width: 0.5 };

/** Height divided by width: at most that of a dot, at least that of a quotation mark's stroke. */
const markAspects = { dot: 1.25, stroke: 1.8 };

/** The widest gap between large letters and their mark, as a multiple of their height. */
const markGapShare = 0.6;

/** A piece at an end of a line, apart from it and more than this many times as high as its letters, is an icon. */
const iconHeightShare = 1.55;

/** Width divided by height of an icon: a wider piece consists of letters that touch. */
const iconAspects = { narrowest: 0.8, widest: 1.6 };

/** Minimum gap between an icon and its text: in pixels, and as a multiple of the usual height of the letters. */
const iconGap = { pixels: 3, share: 0.3 };

/** How much the surface behind one line may vary, as for gradients. */
const shadeLevels = 24;

/** The bounding box of one or more letters. */
export interface Piece extends Region {
  /** The value of the surface behind it, from 0 to 255. */
  readonly behind: number;
}

/** Letters of one line, from left to right. */
type Letters = readonly Piece[];

/** Joins letters and marks into lines, and returns their bounding boxes without adjacent icons. */
export function joinLetters(pieces: readonly Piece[]): Region[] {
  const sorted = pieces.toSorted((a, b) => a.x - b.x);
  const letters = sorted.filter(({ height }) => height >= lowestLetterPixels);
  const groups = grouped(letters).flatMap(cleaned);
  const lines = groups.map((group) => group.reduce(union));
  const marks = sorted.filter(({ height }) => height < lowestLetterPixels);
  const large = largeMarks(lines, groups);
  const all = [...marks, ...large].sort((a, b) => a.x - b.x);
  const rest = lines.filter((line) => !large.has(line));
  // Group again: a mark may bridge the gap between two parts of a line.
  return grouped(withMarks(rest, all)).map((line) => line.reduce(union));
}

/** Whether a group is a mark: one piece, or dots of an ellipsis, or strokes of quotation marks, all of one size. */
function isMark([first, ...others]: Letters): boolean {
  if (!first || others.length === 0) return true;
  const aspect = first.height / first.width;
  const isDot = aspect <= markAspects.dot || aspect >= markAspects.stroke;
  return (
    isDot && others.every((other) => isSameSize(first.width, other.width) && isSameSize(first.height, other.height))
  );
}

function isSameSize(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1;
}

/** The lines that are marks of others, directly or beside another mark. */
function largeMarks(lines: readonly Piece[], groups: readonly Letters[]): ReadonlySet<Piece> {
  const large = new Set<Piece>();
  const near = nearLines(lines);
  const grown = [...lines];
  const alone = lines.filter((_line, at) => isMark(groups[at] as Letters)).sort((a, b) => a.x - b.x);
  for (const mark of [...alone, ...alone.toReversed()]) {
    if (large.has(mark)) continue;
    let at: number | undefined;
    for (const [index, line] of near(mark)) {
      if (at !== undefined && at < index) continue;
      if (!large.has(line) && isLargeMark(mark, line, grown[index] as Piece)) at = index;
    }
    if (at === undefined) continue;
    large.add(mark);
    grown[at] = union(grown[at] as Piece, mark);
  }
  return large;
}

/**
 * Whether a piece that is as high as a small letter is a mark of the large letters beside it.
 *
 * @param grown the line with the marks added so far
 */
function isLargeMark(mark: Piece, line: Piece, grown: Piece): boolean {
  const fits = ({ height, width }: { height: number; width: number }): boolean =>
    mark.height <= line.height * height && mark.width <= line.height * width;
  if (!fits(largestMark) && !fits(largestStroke)) return false;
  return distances(mark, line, grown).beside <= line.height * markGapShare && isInReach(mark, line, grown);
}

/** Removes icons from a line. The rest may fall into several lines. */
function cleaned(line: Letters): Letters[] {
  const rest = withoutIcons(line);
  return rest === line ? [line] : grouped(rest);
}

/** Lines extended by their marks, from left to right. */
function withMarks(lines: readonly Piece[], marks: readonly Piece[]): Piece[] {
  const near = nearLines(lines);
  const grown = [...lines];
  const add = (mark: Piece): boolean => {
    const at = lineOf(mark, near(mark), grown);
    if (at !== undefined) grown[at] = union(grown[at] as Piece, mark);
    return at !== undefined;
  };
  // From both sides: the first dash of "--all" is beside the second one.
  const left = marks.filter((mark) => !add(mark));
  for (const mark of left.toReversed()) add(mark);
  return grown.sort((a, b) => a.x - b.x);
}

/** A line, and its index among all lines. */
type NearLine = readonly [at: number, line: Piece];

/** The lines that a mark may belong to by its height: a screen may have thousands of lines and of marks. */
function nearLines(lines: readonly Piece[]): (mark: Piece) => Iterable<NearLine> {
  const index = new BoxIndex(lines);
  const highest = lines.reduce((most, { height }) => Math.max(most, height), 0);
  return (mark) => index.near(mark, Math.max(reach.pixels, highest * reach.share));
}

/**
 * Index of the line that a mark belongs to: the one whose middle is nearest in height.
 *
 * @param near the lines at about its height
 * @param grown the lines with the marks added so far: a mark may follow another
 */
function lineOf(mark: Piece, near: Iterable<NearLine>, grown: readonly Piece[]): number | undefined {
  let best: { readonly at: number; readonly away: number } | undefined;
  for (const [at, line] of near) {
    const isBeside = mark.height >= lowestLetterPixels ? isLargeMark : isInReach;
    if (!isBeside(mark, line, grown[at] as Piece)) continue;
    const { beside } = distances(mark, line, grown[at] as Piece);
    const away = Math.abs(2 * mark.y + mark.height - 2 * line.y - line.height) + beside / 100;
    if (!best || away < best.away || (away === best.away && at < best.at)) best = { at, away };
  }
  return best?.at;
}

/** @param grown the line with the marks added so far */
function isInReach(mark: Piece, line: Piece, grown: Piece): boolean {
  const { beside, above } = distances(mark, line, grown);
  if (!sameSurface(mark, line) || above > Math.max(reach.pixels, line.height * reach.share)) return false;
  return beside <= Math.max(line.height, 8) * widestGapShare;
}

function distances(mark: Piece, line: Piece, { x, width }: Piece): { readonly beside: number; readonly above: number } {
  return {
    beside: Math.max(mark.x - (x + width), x - (mark.x + mark.width), 0),
    above: Math.max(mark.y - (line.y + line.height), line.y - (mark.y + mark.height), 0),
  };
}

/** Groups boxes that are in one line, directly or through others. The boxes must be sorted from left to right. */
function grouped(boxes: readonly Piece[]): Letters[] {
  const groups: (Piece[] | undefined)[] = boxes.map((box) => [box]);
  const groupOf = boxes.map((_box, at) => at);
  const highest = boxes.reduce((most, { height }) => Math.max(most, height), 8);
  for (const [at, left] of boxes.entries()) {
    const end = left.x + left.width + highest * widestGapShare;
    for (let next = at + 1; next < boxes.length; next++) {
      const right = boxes[next] as Piece;
      if (right.x > end) break;
      const [a, b] = [rootOf(groupOf, at), rootOf(groupOf, next)];
      if (a === b || !sameLine(left, right)) continue;
      (groups[a] as Piece[]).push(...(groups[b] as Piece[]));
      groups[b] = undefined;
      groupOf[b] = a;
    }
  }
  return groups.filter((group) => group !== undefined).map((group) => group.sort((a, b) => a.x - b.x));
}

function sameLine(left: Piece, right: Piece): boolean {
  const [low, high] = [Math.min(left.height, right.height), Math.max(left.height, right.height)];
  const tall = left.height > right.height ? left : right;
  if (high > low * (tall.width < high * 0.7 ? heightRatios.narrow : heightRatios.wide) || !sameSurface(left, right))
    return false;
  const shared = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y);
  return shared >= low * 0.5 && gap(left, right) <= Math.max(low, 8) * widestGapShare;
}

function sameSurface(a: Piece, b: Piece): boolean {
  return Math.abs(a.behind - b.behind) <= shadeLevels;
}

function withoutIcons(line: Letters): Letters {
  const heights = line.map(({ height }) => height).sort((a, b) => a - b);
  const usual = heights[Math.floor((heights.length - 1) / 2)] as number;
  const apart = Math.max(iconGap.pixels, usual * iconGap.share);
  const isIcon = ({ width, height }: Region): boolean =>
    height > usual * iconHeightShare && width >= height * iconAspects.narrowest && width <= height * iconAspects.widest;
  const first = line[0] as Piece;
  const last = line.reduce((most, piece) => (piece.x + piece.width > most.x + most.width ? piece : most));
  if (isIcon(first)) {
    // An icon may consist of several parts.
    const rest = line.filter(({ x }) => x >= first.x + first.width);
    if (isBesideText(first, rest) && gap(first, rest[0] as Piece) >= apart) return withoutIcons(rest);
  }
  if (isIcon(last)) {
    const rest = line.filter(({ x }) => x < last.x);
    if (isBesideText(last, rest) && rest.every((piece) => gap(piece, last) >= apart)) return withoutIcons(rest);
  }
  return line;
}

/** Whether a piece is higher than the other ones together: letters that touch, as "by", are not. */
function isBesideText({ y, height }: Region, rest: Letters): boolean {
  if (rest.length === 0) return false;
  const all = rest.reduce(union);
  return y < all.y || y + height > all.y + all.height;
}

function gap(left: Region, right: Region): number {
  return right.x - (left.x + left.width);
}

function union(a: Piece, b: Piece): Piece {
  return { ...around(a, b), behind: a.behind };
}
