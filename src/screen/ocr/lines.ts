// Finds the lines of text in ink and isolates the ink of each.
import { copyPixels } from "../../base/geometry/frame.ts";
import { clipped, grown, type Region } from "../../base/geometry/region.ts";
import type { GreyFrame } from "./grey.ts";
import { darkLevel, type Ink } from "./ink.ts";
import { joinLetters } from "./join.ts";
import { highestLetterPixels, widestLetterShare } from "./large-letters.ts";
import type { BoxIndex } from "./shapes/box-index.ts";
import { type Component, componentsOf, erase, type Mask } from "./shapes/components.ts";
import { dropFrames } from "./shapes/frames.ts";
import { dropStraightLines } from "./shapes/straight-lines.ts";
import { isThinLetter } from "./shapes/thin-letters.ts";
import { loneSigns } from "./signs/lone-signs.ts";

/** A line of text: its place on the frame and its ink. */
export interface TextLine {
  /** In pixels of the frame it was found on. */
  readonly region: Region;
  /** The letters of the region, without borders and icons, in full contrast. */
  readonly ink: GreyFrame;
  /** A single sign, recognised by its shape. */
  readonly sign?: string;
}

/** The share of a line's dark pixels that becomes black, whatever the contrast on the screen. */
const blackShare = 0.1;

/** Greatest width in pixels of small letters that touch. */
const widestWordPixels = 90;

/** Heights in pixels, by their width, from which thin uprights separate columns: an l or a bar without letters beside it is lower. */
const thinUprights: Readonly<Record<number, number>> = { 1: 20, 2: 44, 3: 64 };

/** In pixels. Anything smaller is a rule, a border or noise. */
const smallestLine = { width: 3, height: 6 };

/** Finds the lines of text of a frame, from top to bottom, then from left to right. */
export function textLines({ ink, behind }: Ink): TextLine[] {
  const all = maskOf(ink);
  const mask: Mask = { ...all, data: Uint8Array.from(all.data) };
  const components = dropFrames(mask);
  dropStraightLines(mask, components);
  const letters = componentsOf(mask).filter((component) => isLetter(component, components));
  const clean = lettersOnly(ink, all, letters);
  const cut = (region: Region): GreyFrame => darkened(crop(clean, region));
  const lines = joinLetters(
    letters.map((letter) => ({ ...letter, behind: behind.data[letter.runs[0] as number] as number })),
  ).filter(({ width, height }) => height >= smallestLine.height && width >= smallestLine.width);
  const signs = loneSigns(lines, letters, ink, cut);
  const parts = new Set(signs.flatMap((sign) => sign.parts));
  return [...lines.filter((line) => !parts.has(line)).map((region) => ({ region })), ...signs]
    .map((found) => ({ ...found, region: widened(found.region, ink) }))
    .map((found) => ({ ...found, ink: cut(found.region) }))
    .sort((a, b) => a.region.y - b.region.y || a.region.x - b.region.x);
}

function maskOf({ width, height, data }: GreyFrame): Mask {
  const out = new Uint8Array(data.length);
  for (let at = 0; at < out.length; at++) out[at] = (data[at] as number) < darkLevel ? 1 : 0;
  return { width, height, data: out };
}

function isLetter(component: Component, all: BoxIndex<Component>): boolean {
  const { width, height, area } = component;
  // Single dots are dotted focus rectangles.
  if (area < 2) return false;
  const isUpright = height >= (thinUprights[width] ?? Number.POSITIVE_INFINITY);
  if (isUpright && !isThinLetter(component, all)) return false;
  return height <= highestLetterPixels && width <= Math.max(widestWordPixels, height * widestLetterShare);
}

/** The ink without borders and icons: turns their dark pixels and the soft ones around them white. */
function lettersOnly(ink: GreyFrame, all: Mask, letters: readonly Component[]): GreyFrame {
  const { width } = ink;
  const dropped = all.data;
  for (const letter of letters) erase(letter, all);
  const data = Uint8Array.from(ink.data);
  for (let at = 0; at < dropped.length; at++) {
    if (dropped[at] === 0) continue;
    data[at] = 255;
    for (const next of [at - 1, at + 1, at - width, at + width]) {
      if (next >= 0 && next < data.length && (data[next] as number) >= darkLevel) data[next] = 255;
    }
  }
  return { ...ink, data };
}

/** Adds a pixel for the soft edges of the letters. */
function widened(region: Region, ink: GreyFrame): Region {
  return clipped(grown(region, 1), ink) ?? region;
}

function crop(frame: GreyFrame, region: Region): GreyFrame {
  return { width: region.width, height: region.height, data: copyPixels(frame, region, 1) };
}

/** Stretches the contrast. */
function darkened(line: GreyFrame): GreyFrame {
  const levels = line.data.filter((value) => value < darkLevel).sort();
  const darkest = levels[Math.floor(levels.length * blackShare)] ?? 0;
  const data = line.data.map((value) => Math.max(0, 255 - ((255 - value) * 255) / (255 - darkest)));
  return { ...line, data };
}
