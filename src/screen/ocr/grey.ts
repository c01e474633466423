// Converts frames to grey for OCR.
import type { Frame } from "../../base/geometry/frame.ts";

/** Grey values, one byte each, row by row; 0 is black. */
export interface GreyFrame {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly data: Uint8Array;
}

/** How far saturated blue is made lighter and saturated yellow darker: a share of what exceeds twice the other colours. */
const saturatedShare = 0.25;

/**
 * Brightness of each pixel (ITU-R BT.601 in 8 bits), but lighter for saturated blue and darker for saturated yellow:
 * brightness alone hardly tells blue from black, or yellow from white.
 */
export function greyOf({ width, height, data }: Frame): GreyFrame {
  const out = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < out.length; at++, from += 4) {
    const [red, green, blue] = [data[from] as number, data[from + 1] as number, data[from + 2] as number];
    out[at] = ((red * 77 + green * 150 + blue * 29) >> 8) + shift(red, green, blue) * saturatedShare;
  }
  return { width, height, data: out };
}

/** Above 0 for saturated blue, below 0 for saturated yellow. */
function shift(red: number, green: number, blue: number): number {
  if (blue > 2 * red && blue > 2 * green) return blue - 2 * Math.max(red, green);
  if (red > 2 * blue && green > 2 * blue) return 2 * blue - Math.min(red, green);
  return 0;
}
