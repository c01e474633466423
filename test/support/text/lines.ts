// Lines of text as the reader returns them, at chosen places.
import type { Line, Word } from "../../../src/screen/ocr.ts";

/** How a line is made. */
export interface LineOptions {
  /** Pixels. Default 12. */
  readonly height?: number;
  /** Pixels of a letter, and of a space. Default 10. */
  readonly letter?: number;
  /** Of every word, from 0 to 1. Default 0.9. */
  readonly confidence?: number;
}

/** A line of words at (x, y). */
export function line(
  x: number,
  y: number,
  text: string,
  { height = 12, letter = 10, confidence = 0.9 }: LineOptions = {},
): Line {
  let at = x;
  const words = text.split(" ").map((word): Word => {
    const region = { x: at, y, width: word.length * letter, height };
    at += region.width + letter;
    return { text: word, region, confidence };
  });
  return { region: { x, y, width: at - letter - x, height }, words };
}

/** Lines below each other, 18 pixels apart. */
export function column(x: number, y: number, ...texts: readonly string[]): Line[] {
  return texts.map((text, index) => line(x, y + index * 18, text));
}
