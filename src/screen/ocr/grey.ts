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

/** Brightness of each pixel (ITU-R BT.601 in 8 bits). */
export function greyOf({ width, height, data }: Frame): GreyFrame {
  const out = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < out.length; at++, from += 4) {
    const [red, green, blue] = [data[from] as number, data[from + 1] as number, data[from + 2] as number];
    out[at] = (red * 77 + green * 150 + blue * 29) >> 8;
  }
  return { width, height, data: out };
}
