// Finds single signs, such as those on the buttons of a calculator, among the lines and what belongs to no line.
import { clipped, grown, overlap, type Region } from "../../../base/geometry/region.ts";
import type { GreyFrame } from "../grey.ts";
import { darkLevel } from "../ink.ts";
import { BoxIndex } from "../shapes/box-index.ts";
import { largestSignPixels, signOf } from "./sign-of.ts";
import { stacked } from "./stack.ts";

/** A sign: its place and its character. */
export interface LoneSign {
  readonly region: Region;
  readonly sign: string;
  /** The lines and pieces that it consists of. */
  readonly parts: readonly Region[];
}

/** Free space around a sign, as a multiple of its width, and in pixels. */
const free = { share: 0.25, least: 2, most: 8 };

/**
 * Finds the signs that stand alone.
 *
 * @param lines regions of lines of text
 * @param pieces regions of letters and marks, those in lines among them
 * @param cut cuts a region's ink out of the frame, in full contrast
 */
export function loneSigns(
  lines: readonly Region[],
  pieces: readonly Region[],
  ink: GreyFrame,
  cut: (region: Region) => GreyFrame,
): LoneSign[] {
  const strays = straysAmong(pieces, lines);
  return stacked([...lines.filter(isSmall), ...strays.filter(isSmall)])
    .filter(({ region }) => isSmall(region) && standsAlone(region, ink))
    .flatMap(({ region, parts }) => {
      const sign = signOf(cut(region));
      return sign === undefined ? [] : [{ region, sign, parts }];
    });
}

/** Pieces that are in no line. */
function straysAmong(pieces: readonly Region[], lines: readonly Region[]): Region[] {
  const index = new BoxIndex(lines);
  return pieces.filter((piece) => {
    for (const [, line] of index.near(piece)) if (overlap(line, piece)) return false;
    return true;
  });
}

function isSmall({ width, height }: Region): boolean {
  return Math.max(width, height) <= largestSignPixels;
}

function standsAlone(region: Region, ink: GreyFrame): boolean {
  const margin = Math.min(free.most, Math.max(free.least, Math.round(region.width * free.share)));
  // The pixel beside a sign may be its soft edge.
  const edge = grown(region, 1);
  const around = clipped(grown(region, 1 + margin), ink);
  if (!around) return true;
  for (let y = around.y; y < around.y + around.height; y++) {
    const isBeside = y < edge.y || y >= edge.y + edge.height;
    for (let x = around.x; x < around.x + around.width; x++) {
      if (!isBeside && x >= edge.x && x < edge.x + edge.width) continue;
      if ((ink.data[y * ink.width + x] as number) < darkLevel) return false;
    }
  }
  return true;
}
