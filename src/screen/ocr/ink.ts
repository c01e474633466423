// Turns a screen's pixels into ink on paper: dark text on white, whatever colours the screen has.
import type { Frame } from "../../base/frame.ts";
import { backgroundOf, type GreyPicture } from "./background.ts";

/** Contrast that counts as full ink. */
const fullInk = 110;

/** Contrast below this is no ink. */
const faintest = 6;

/**
 * Pixels: how far the median may have moved the edge between two surfaces. Text is farther from edges above and below
 * it than from those beside it: the row of a menu is not much higher than its letters.
 */
const reach = { across: 6, down: 2 };

/** Brightness of each pixel (ITU-R BT.601 in 8 bits). */
export function greyOf({ width, height, data }: Frame): GreyPicture {
  const out = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < out.length; at++, from += 4) {
    const [red, green, blue] = [data[from] as number, data[from + 1] as number, data[from + 2] as number];
    out[at] = (red * 77 + green * 150 + blue * 29) >> 8;
  }
  return { width, height, data: out };
}

/** Black where a pixel differs from what is behind it, white where it does not. */
export function inkOf(picture: GreyPicture): GreyPicture {
  const { width, height, data } = picture;
  const background = backgroundOf(picture).data;
  const out = new Uint8Array(data.length).fill(255);
  for (let y = 0, at = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach.down) * width, Math.min(height - 1, y + reach.down) * width];
    for (let x = 0; x < width; x++, at++) {
      const value = data[at] as number;
      let contrast = Math.abs(value - (background[at] as number));
      if (contrast < faintest) continue;
      contrast = Math.min(
        contrast,
        Math.abs(value - (background[top + x] as number)),
        Math.abs(value - (background[bottom + x] as number)),
      );
      for (let away = 2; away <= reach.across; away += 2) {
        const [left, right] = [at - Math.min(away, x), at + Math.min(away, width - 1 - x)];
        contrast = Math.min(
          contrast,
          Math.abs(value - (background[left] as number)),
          Math.abs(value - (background[right] as number)),
        );
      }
      out[at] = 255 - Math.min(255, (contrast * 255) / fullInk);
    }
  }
  return { ...picture, data: out };
}
