// Compares whole screens with the tolerance of a reference search.
import { crop, type Frame } from "../base/geometry/frame.ts";
import { clipped, grown, intersection, joined, type Region, wholeOf } from "../base/geometry/region.ts";
import { type Cells, cutIntoCells } from "./matching/cells.ts";
import { Planes } from "./matching/planes.ts";
import { cellSimilarities } from "./matching/similarity.ts";
import { defaultScreenSimilarity } from "./threshold.ts";

/** Options of a comparison. */
export interface CompareOptions {
  /** Regions that may differ, such as clocks, in screen pixels. Default: none. */
  readonly ignore?: readonly Region[] | undefined;
  /** Parts below this similarity, from 0 to 1, count as different. Default 0.85. */
  readonly similarity?: number | undefined;
}

/** Result of a comparison of two screens. */
export interface Comparison {
  /** Similarity of the least similar part, from 0 to 1. */
  readonly similarity: number;
  /** The regions that differ, in pixels; empty when the screens match. */
  readonly different: readonly Region[];
}

/** Margin compared around the differing pixels; must exceed the shift allowed for a cell. */
const marginPixels = 24;

/** The part that holds all differences, cropped from both screens: only this needs the slow comparison. */
export interface Comparing {
  readonly expected: Frame;
  readonly actual: Frame;
  /** Their place on the screen. */
  readonly area: Region;
  readonly options: CompareOptions;
}

/** Compares two frames of a screen. Frames of different sizes differ everywhere. */
export function compareFrames(expected: Frame, actual: Frame, options: CompareOptions = {}): Comparison {
  const begun = beginComparison(expected, actual, options);
  return "area" in begun ? compareParts(begun) : begun;
}

/** The result for identical frames and frames of different sizes; otherwise the part that remains to be compared. */
export function beginComparison(expected: Frame, actual: Frame, options: CompareOptions): Comparison | Comparing {
  if (expected.width !== actual.width || expected.height !== actual.height) {
    return { similarity: 0, different: [wholeOf(actual)] };
  }
  const differing = differingPixels(expected, actual);
  const area = differing && clipped(grown(differing, marginPixels), actual);
  if (!area) return { similarity: 1, different: [] };
  return { expected: crop(expected, area), actual: crop(actual, area), area, options };
}

/** Compares what {@link beginComparison} left. Takes some tenths of a second when the whole screen differs. */
export function compareParts({ expected, actual, area, options }: Comparing): Comparison {
  const { ignore = [], similarity: needed = defaultScreenSimilarity } = options;
  const cells = cutIntoCells(Planes.of(expected), comparedPixels(area, ignore));
  const values = cellSimilarities(cells, Planes.of(actual), 0, 0);
  const different = values.flatMap((value = 1, cell) => (value < needed ? regionOf(cells, cell, area) : []));
  const similarity = values.reduce<number>((worst, value = 1) => Math.min(worst, value), 1);
  return { similarity, different: joined(different) };
}

/** Bounding box of all pixels that are not identical; undefined for identical frames. */
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

/** One 32-bit value per pixel. Copies data that is not aligned to 4 bytes. */
function pixelsOf({ data }: Frame): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : new Uint8Array(data);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

function comparedPixels(area: Region, ignore: readonly Region[]): Uint8Array {
  const mask = new Uint8Array(area.width * area.height).fill(1);
  for (const region of ignore) {
    // Smoothing mixes a pixel into its neighbours, so grow by one.
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
