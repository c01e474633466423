// Removes the borders of windows, fields and tables, which would merge with the text that touches them.
import type { Mask } from "./components.ts";

/** In pixels: longer than any stroke of a letter, shorter than the border of any button. */
const longestStroke = { across: 48, down: 34 };

/** Erases horizontal and vertical runs that are too long for a letter. Changes the mask. */
export function dropStraightLines(mask: Mask): void {
  const { width, height, data } = mask;
  const marked: number[] = [];
  for (let y = 0; y < height; y++) markLong(data, y * width, 1, width, longestStroke.across, marked);
  for (let x = 0; x < width; x++) markLong(data, x, width, height, longestStroke.down, marked);
  for (let at = 0; at < marked.length; at += 3) {
    const [from = 0, stride = 1, length = 0] = [marked[at], marked[at + 1], marked[at + 2]];
    for (let step = 0; step < length; step++) data[from + step * stride] = 0;
  }
}

function markLong(
  data: Uint8Array,
  from: number,
  stride: number,
  count: number,
  longest: number,
  marked: number[],
): void {
  let length = 0;
  for (let step = 0, at = from; step <= count; step++, at += stride) {
    if (step < count && data[at] !== 0) {
      length++;
      continue;
    }
    if (length > longest) marked.push(at - length * stride, stride, length);
    length = 0;
  }
}
