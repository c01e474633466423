// Compares whole screens, as tolerantly as a search for a reference does.
import { crop, type Frame } from "../base/geometry/frame.ts";
import { clipped, grown, intersection, joined, type Region, wholeOf } from "../base/geometry/region.ts";
import { type Cells, cutIntoCells } from "./matching/cells.ts";
import { Planes } from "./matching/planes.ts";
import { cellSimilarities } from "./matching/similarity.ts";
import { defaultScreenSimilarity } from "./threshold.ts";

/** How two screens are compared. */
export interface CompareOptions {
  /** What may differ, such as clocks, in pixels of the screen. Default: nothing. */
  readonly ignore?: readonly Region[] | undefined;
  /** Parts that are less alike than this, from 0 to 1, count as different. Default 0.85. */
  readonly similarity?: number | undefined;
}

/** What a comparison of two screens gave. */
export interface Comparison {
  /** How alike the least similar parts are, from 0 to 1. */
  readonly similarity: number;
  /** Where they differ, in pixels; none where they show the same. */
  readonly different: readonly Region[];
}

/** How much is compared around what differs in any pixel: more than a part may be shifted by. */
const marginPixels = 24;

/** The part of two screens that holds all their differences, cut out of both: all that takes time to compare. */
export interface Comparing {
  readonly expected: Frame;
  readonly actual: Frame;
  /** Where on the screen they are. */
  readonly area: Region;
  readonly options: CompareOptions;
}

/** Compares two frames of a screen. Frames of different sizes differ everywhere. */
export function compareFrames(expected: Frame, actual: Frame, options: CompareOptions = {}): Comparison {
  const begun = beginComparison(expected, actual, options);
  return "area" in begun ? compareParts(begun) : begun;
}

/** The result where that is plain: the very same, or different sizes; else what remains to be compared. */
export function beginComparison(expected: Frame, actual: Frame, options: CompareOptions): Comparison | Comparing {
  if (expected.width !== actual.width || expected.height !== actual.height) {
    return { similarity: 0, different: [wholeOf(actual)] };
  }
  const differing = differingPixels(expected, actual);
  const area = differing && clipped(grown(differing, marginPixels), actual);
  if (!area) return { similarity: 1, different: [] };
  return { expected: crop(expected, area), actual: crop(actual, area), area, options };
}

/** Compares what {@link beginComparison} left: up to tenths of a second, for a screen that differs everywhere. */
export function compareParts({ expected, actual, area, options }: Comparing): Comparison {
  const { ignore = [], similarity: needed = defaultScreenSimilarity } = options;
  const cells = cutIntoCells(Planes.of(expected), comparedPixels(area, ignore));
  const values = cellSimilarities(cells, Planes.of(actual), 0, 0);
  const different = values.flatMap((value = 1, cell) => (value < needed ? regionOf(cells, cell, area) : []));
  const similarity = values.reduce<number>((worst, value = 1) => Math.min(worst, value), 1);
  return { similarity, different: joined(different) };
}

/** The smallest region that holds all pixels that are not the very same; undefined where there are none. */
function differingPixels(a: Frame, b: Frame): Region | undefined {
  const [first, second] = [pixelsOf(a), pixelsOf(b)];
  let [left, right, top, bottom] = [a.width, -1, -1, -1];
  for (let y = 0; y < a.height; y++) {
    const start = y * a.width;
    let from = 0;
    while (from < a.width && first[start + from] === second[start + from]) from++;
    if (from === a.width) continue;
    let to = a.width - 1;
    while (first[start + to] === second[start + to]) to--;
    left = Math.min(left, from);
    right = Math.max(right, to);
    if (top < 0) top = y;
    bottom = y;
  }
  return top < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** One number for each pixel; bytes that do not start at a multiple of four are copied for it. */
function pixelsOf({ data }: Frame): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : new Uint8Array(data);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

function comparedPixels(area: Region, ignore: readonly Region[]): Uint8Array {
  const mask = new Uint8Array(area.width * area.height).fill(1);
  for (const region of ignore) {
    // Smoothing carries a pixel's colour to its neighbours.
    const inside = intersection(grown(region, 1), area);
    if (!inside) continue;
    for (let y = inside.y - area.y; y < inside.y - area.y + inside.height; y++) {
      const start = y * area.width + inside.x - area.x;
      mask.fill(0, start, start + inside.width);
    }
  }
  return mask;
}

function regionOf({ cells }: Cells, index: number, area: Region): Region[] {
  const cell = cells[index];
  return cell ? [{ x: area.x + cell.x, y: area.y + cell.y, width: cell.width, height: cell.height }] : [];
}
