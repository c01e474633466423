// Chooses the pixels of a reference that can be compared: those that no ignored pixel influences.
import type { Planes } from "./planes.ts";

/** Distance over which smoothing mixes pixels. */
export const smoothingReach = 1;

/** Distance of the pixels that the edge at a pixel depends on. */
export const edgeReach = 2;

/** Smaller references keep their rim: too little would remain without it. */
const leastSidePixels = 8;

/**
 * The pixels of a mask further than `distance` from ignored ones and not on the reference's rim, which on a screen is
 * smoothed with the pixels outside. Returns the mask unchanged when that leaves nothing.
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
