// Frames in memory that a test draws pixel by pixel.
import type { Frame } from "../../src/base/geometry/frame.ts";

/** Red, green and blue of a pixel, or all three as one shade. */
export type Shade = number | readonly [number, number, number];

/** A frame whose pixels have the shade that `shade` gives for their place. */
export function drawn(width: number, height: number, shade: (x: number, y: number) => Shade): Frame {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    const colour = shade(at % width, Math.floor(at / width));
    data.set([...(typeof colour === "number" ? [colour, colour, colour] : colour), 255], at * 4);
  }
  return { width, height, data };
}

/** A frame of shades that look random and are the same for the same seed. */
export function noise(width: number, height: number, seed = 1): Frame {
  return drawn(width, height, (x, y) => (Math.imul(x * 7919 + y * 104_729 + seed * 31, 2_654_435_761) >>> 24) & 255);
}
