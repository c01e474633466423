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

/**
 * What saturated blue gains and saturated yellow loses, as a share of the blue that the other colours lack or have more
 * of: blue on black and yellow on white are as good as invisible by their brightness alone.
 */
const saturatedShare = 0.25;

/** Brightness of each pixel (ITU-R BT.601 in 8 bits), with blue and yellow moved towards the middle. */
export function greyOf({ width, height, data }: Frame): GreyFrame {
  const out = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < out.length; at++, from += 4) {
    const [red, green, blue] = [data[from] as number, data[from + 1] as number, data[from + 2] as number];
    const isBlue = blue > 2 * Math.max(red, green);
    const isYellow = Math.min(red, green) > 2 * blue;
    const moved = isBlue ? blue - 2 * Math.max(red, green) : isYellow ? 2 * blue - Math.min(red, green) : 0;
    out[at] = ((red * 77 + green * 150 + blue * 29) >> 8) + moved * saturatedShare;
  }
  return { width, height, data: out };
}
