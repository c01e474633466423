// Removes the borders of windows, fields and tables, which would merge with the text that touches them.

import { highestLetterPixels } from "../large-letters.ts";
import type { BoxIndex } from "./box-index.ts";
import { type Component, type Mask, restore } from "./components.ts";
import { isThinLetter } from "./thin-letters.ts";

/** In pixels: longer than any stroke of a letter, shorter than the border of any button. */
const longestStroke = { across: 48, down: 34 };

/** A border is longer than this multiple of its thickness. The stroke of a large letter is thicker. */
const thinShare = 20;

/**
 * Erases horizontal and vertical runs that are too long and thin for a letter. Changes the mask.
 *
 * @param components those of the mask
 */
export function dropStraightLines(mask: Mask, components: BoxIndex<Component>): void {
  const { width, height, data } = mask;
  const marked: number[] = [];
  for (let y = 0; y < height; y++) markLong(mask, y * width, 1, width, longestStroke.across, marked);
  for (let x = 0; x < width; x++) markLong(mask, x, width, height, longestStroke.down, marked);
  for (let at = 0; at < marked.length; at += 3) {
    const [from = 0, stride = 1, length = 0] = [marked[at], marked[at + 1], marked[at + 2]];
    for (let step = 0; step < length; step++) data[from + step * stride] = 0;
  }
  for (const component of components.boxes) {
    const { width: across, height: down } = component;
    if (across <= longestStroke.across && down <= longestStroke.down) continue;
    if (isErased(component, data) && isThinLetter(component, components)) restore(component, mask);
  }
}

/** Whether any pixel is erased. */
function isErased({ runs }: Component, data: Uint8Array): boolean {
  return runs.some((from, at) => at % 2 === 0 && data.subarray(from, from + (runs[at + 1] as number)).includes(0));
}

function markLong(mask: Mask, from: number, stride: number, count: number, longest: number, marked: number[]): void {
  const { data } = mask;
  let length = 0;
  for (let step = 0, at = from; step <= count; step++, at += stride) {
    if (step < count && data[at] !== 0) {
      length++;
      continue;
    }
    if (length > longest && isThin(mask, at - length * stride, stride, length)) {
      marked.push(at - length * stride, stride, length);
    }
    length = 0;
  }
}

/** Places at which the thickness of a run is measured: letters touch it at some. */
const probes = 9;

function isThin({ width, data }: Mask, from: number, stride: number, length: number): boolean {
  const most = length / thinShare;
  if (most > highestLetterPixels / 4) return true;
  const across = stride === 1 ? width : 1;
  let thin = 0;
  for (let probe = 0; probe < probes; probe++) {
    const at = from + Math.floor(((probe + 0.5) * length) / probes) * stride;
    let thickness = 1;
    for (let next = at - across; thickness <= most && data[next] === 1; next -= across) thickness++;
    for (let next = at + across; thickness <= most && data[next] === 1; next += across) thickness++;
    if (thickness <= most) thin++;
  }
  return thin > probes / 2;
}
