// Which pixels of the screen have been sent since somebody asked for all of them.
import type { Region } from "../base/frame.ts";

/** Counts the pixels that are still missing. */
export class Coverage {
  readonly #width: number;
  readonly #seen: Uint8Array;
  #missing: number;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#seen = new Uint8Array(width * height);
    this.#missing = width * height;
  }

  /** Whether every pixel has been in a region. */
  get complete(): boolean {
    return this.#missing === 0;
  }

  /** The region's pixels have been sent. */
  add({ x, y, width, height }: Region): void {
    for (let row = y; row < y + height; row++) {
      const end = row * this.#width + x + width;
      for (let at = end - width; at < end; at++) {
        if (this.#seen[at] === 0) {
          this.#seen[at] = 1;
          this.#missing--;
        }
      }
    }
  }
}
