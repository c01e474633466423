// Which pixels of a reference can be compared: those that no pixel that is left out influences.
import type { Planes } from "./planes.ts";

/** How far away the pixels lie whose colour smoothing mixes into a pixel. */
export const smoothingReach = 1;

/** How far away the pixels lie that a pixel's edge depends on. */
export const edgeReach = 2;

/** A reference smaller than this would have nothing left without its rim. */
const leastSidePixels = 8;

/**
 * The pixels of a mask that lie further than `distance` from those that are left out, and not on the reference's
 * rim, which is smoothed with what is outside of it. Where that leaves nothing, the mask as it is.
 */
export function away(mask: Uint8Array, { width, height }: Planes, distance: number): Uint8Array {
  const rim = Math.min(width, height) < leastSidePixels ? 0 : 1;
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
