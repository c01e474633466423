// Tells the thin strokes of large light letters, such as an l, from borders: they have letters beside them.

import { highestLetterPixels } from "../large-letters.ts";
import type { BoxIndex } from "./box-index.ts";
import type { Component } from "./components.ts";

/** Width of a letter, at most, as a multiple of its height: a W. */
const widestShare = 1.5;

/** The next letters, as multiples of the height: how far away they are, and how high, at least and at most. */
const beside = { gap: 1.5, lowest: 0.6, highest: 1.5 };

/** How many letters prove another one: a separator may have an icon of its height beside it. */
const leastLetters = 2;

/** How much the tops or the bottoms of letters beside each other differ: as a share of the height, or in pixels. */
const alignment = { share: 0.03, pixels: 1 };

/** How much the strokes of letters beside each other differ in width, divided. */
const strokeRatio = 2;

/** A letter beside it is at least this many times as wide as its stroke: another line would prove nothing. */
const narrowestLetter = 4;

/** Whether a component with long thin strokes is a letter: beside it are letters of about its height and thickness. */
export function isThinLetter(component: Component, all: BoxIndex<Component>): boolean {
  const { width, height } = component;
  if (height > highestLetterPixels || width > height * widestShare) return false;
  const stroke = strokeOf(component);
  let letters = 0;
  for (const [, other] of all.near(component)) {
    if (other === component || !isBeside(component, other)) continue;
    const ratio = strokeOf(other) / stroke;
    if (ratio > strokeRatio || ratio < 1 / strokeRatio) continue;
    if (other.width >= strokeOf(other) * narrowestLetter && ++letters >= leastLetters) return true;
  }
  return false;
}

function isBeside(one: Component, other: Component): boolean {
  const { height } = one;
  if (other.height < height * beside.lowest || other.height > height * beside.highest) return false;
  const gap = Math.max(other.x - (one.x + one.width), one.x - (other.x + other.width));
  if (gap < 0 || gap > height * beside.gap) return false;
  const slack = Math.max(alignment.pixels, height * alignment.share);
  const [tops, bottoms] = [Math.abs(one.y - other.y), Math.abs(one.y + height - other.y - other.height)];
  return Math.min(tops, bottoms) <= slack;
}

/** Width of a component's strokes in pixels: the median of its runs. */
function strokeOf({ runs }: Component): number {
  const lengths = runs.filter((_value, at) => at % 2 === 1).sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}
