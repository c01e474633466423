// Tells large letters from the small surfaces behind text: an O of 60 pixels has the area of a button.
import type { Region } from "../../base/geometry/region.ts";
import type { GreyFrame } from "./grey.ts";

/** Greatest height of a letter in pixels: of a bracket at a font size of 96. */
export const highestLetterPixels = 116;

/** Greatest width of letters that touch, as a multiple of their height. */
export const widestLetterShare = 3.5;

/** The part of each side that is looked at: corners of buttons are round. */
const sideShare = 0.6;

/** How far from its bounding box a round side may be, as a multiple of the height, and at least in pixels. */
const sideDepth = { share: 0.12, pixels: 3 };

/** The least part of each side that a button covers. */
const coveredShare = 0.85;

/** Flat squares within a letter are its counters, as in O: the side of one, as a multiple of the letter's height. */
const counterShares = { wide: 0.25, narrow: 0.15 };

/** A full block is a part of an icon or a sample of a colour, unless it is narrow as an I or flat as a dash. */
const block = { share: 0.8, aspect: 2 };

/** The dot of large letters: its greatest side in pixels, and how much longer one side may be. */
const dot = { pixels: 22, aspect: 1.15 };

/** Values of one letter differ by no more than this; those of icons and buttons with a gradient do. */
const inkLevels = 12;

/** A row through a word meets more strokes than one through a letter. */
const mostStrokes = 1.8;

/** Pixels of one counter differ by no more than this. */
const flatLevels = 4;

/**
 * Whether a zone of one colour is a letter: its sides have gaps, or there is nothing in it but wide counters. A button
 * has closed sides, and thin strokes in it.
 *
 * @param zones the zone of each pixel
 * @param box the bounding box of the zone
 */
export function isLargeLetter(frame: GreyFrame, zones: Int32Array, zone: number, box: Region): boolean {
  if (box.height > highestLetterPixels || box.width > box.height * widestLetterShare) return false;
  const shape = shapeOf(frame.width, zones, zone, box);
  if (isBlock(shape) || isShaded(frame, shape)) return false;
  const { strokes, rows } = strokesIn(shape);
  if (rows === 0 || !hasClosedSides(shape)) return true;
  const counter = widestCounter(frame, shape) / box.height;
  if (counter >= counterShares.wide) return true;
  return strokes / rows < mostStrokes && counter >= counterShares.narrow;
}

/** A zone within its bounding box. */
interface Shape {
  readonly box: Region;
  /** 1 where the zone is, row by row. */
  readonly filled: Uint8Array;
}

function shapeOf(width: number, zones: Int32Array, zone: number, box: Region): Shape {
  const filled = new Uint8Array(box.width * box.height);
  for (let y = 0, at = 0; y < box.height; y++) {
    const from = (box.y + y) * width + box.x;
    for (let x = 0; x < box.width; x++, at++) filled[at] = zones[from + x] === zone ? 1 : 0;
  }
  return { box, filled };
}

function isBlock({ box: { width, height }, filled }: Shape): boolean {
  const aspect = Math.max(width, height) / Math.min(width, height);
  if (aspect > block.aspect || (aspect <= dot.aspect && height <= dot.pixels)) return false;
  return filled.reduce((sum, each) => sum + each, 0) >= filled.length * block.share;
}

function isShaded(frame: GreyFrame, { box, filled }: Shape): boolean {
  let [least, most] = [255, 0];
  for (let y = 0, at = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++, at++) {
      if (filled[at] === 0) continue;
      const value = frame.data[(box.y + y) * frame.width + box.x + x] as number;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return most - least > inkLevels;
}

/** Gaps that the zone encloses from left and right, and the number of rows that have some. */
function strokesIn({ box: { width, height }, filled }: Shape): { readonly strokes: number; readonly rows: number } {
  let [strokes, rows] = [0, 0];
  for (let y = 0; y < height; y++) {
    let runs = 0;
    for (let x = 0, at = y * width; x < width; x++, at++) {
      if (filled[at] === 1 && (x === 0 || filled[at - 1] === 0)) runs++;
    }
    if (runs < 2) continue;
    strokes += runs - 1;
    rows++;
  }
  return { strokes, rows };
}

function hasClosedSides({ box: { width, height }, filled }: Shape): boolean {
  const depth = Math.max(sideDepth.pixels, Math.round(height * sideDepth.share));
  const covered = (length: number, across: number, along: (at: number, deep: number) => number): boolean => {
    const from = Math.floor((length * (1 - sideShare)) / 2);
    const to = Math.ceil(length * (1 - (1 - sideShare) / 2));
    let count = 0;
    for (let at = from; at < to; at++) {
      for (let deep = 0; deep < Math.min(depth, across); deep++) {
        if (filled[along(at, deep)] === 0) continue;
        count++;
        break;
      }
    }
    return count >= (to - from) * coveredShare;
  };
  return (
    covered(height, width, (y, deep) => y * width + deep) &&
    covered(height, width, (y, deep) => (y + 1) * width - 1 - deep) &&
    covered(width, height, (x, deep) => deep * width + x) &&
    covered(width, height, (x, deep) => (height - 1 - deep) * width + x)
  );
}

/** Side of the largest flat square that the zone encloses from left and right. */
function widestCounter(frame: GreyFrame, { box, filled }: Shape): number {
  const { width, height } = box;
  let [above, widest] = [new Int32Array(width), 0];
  for (let y = 0; y < height; y++) {
    const row = new Int32Array(width);
    const last = filled.lastIndexOf(1, (y + 1) * width - 1) - y * width;
    const first = filled.indexOf(1, y * width) - y * width;
    for (let x = first; x <= last; x++) {
      if (filled[y * width + x] === 1) continue;
      const at = (box.y + y) * frame.width + box.x + x;
      const value = frame.data[at] as number;
      const flat = isSameShade(value, frame.data[at - 1]) && isSameShade(value, frame.data[at - frame.width]);
      row[x] = flat ? 1 + Math.min(row[x - 1] as number, above[x] as number, above[x - 1] as number) : 1;
      widest = Math.max(widest, row[x] as number);
    }
    above = row;
  }
  return widest;
}

function isSameShade(value: number, other = Number.POSITIVE_INFINITY): boolean {
  return Math.abs(value - other) <= flatLevels;
}
