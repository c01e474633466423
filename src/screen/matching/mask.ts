// Which pixels of a reference picture can be compared: those that what is left out has no part in.
import type { Planes } from "./planes.ts";

/** Smoothing gives a pixel some of the colour of pixels this far away. */
export const smoothingReach = 1;

/** What a pixel's edge is depends on pixels this far away. */
export const edgeReach = 2;

/** A picture smaller than this, in pixels, would have nothing left without its rim. */
const leastSide = 8;

/**
 * The pixels of a mask that lie further than `distance` from those that are left out, and not on the picture's rim,
 * which is smoothed with what is not in the picture. Where that leaves nothing, the mask as it is.
 */
export function away(mask: Uint8Array, { width, height }: Planes, distance: number): Uint8Array {
  const rim = Math.min(width, height) < leastSide ? 0 : 1;
  const kept = new Uint8Array(mask.length);
  for (let y = rim; y < height - rim; y++) {
    for (let x = rim; x < width - rim; x++) {
      if (isFree(mask, width, height, x, y, distance)) kept[y * width + x] = 1;
    }
  }
  return kept.includes(1) ? kept : mask;
}

function isFree(mask: Uint8Array, width: number, height: number, x: number, y: number, distance: number): boolean {
  for (let row = Math.max(0, y - distance); row <= Math.min(height - 1, y + distance); row++) {
    for (let column = Math.max(0, x - distance); column <= Math.min(width - 1, x + distance); column++) {
      if (mask[row * width + column] !== 1) return false;
    }
  }
  return true;
}
