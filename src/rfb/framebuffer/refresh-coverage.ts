// Which pixels of the screen, or of a part of it, have been sent since somebody asked for them.
import type { Region } from "../../base/geometry/frame.ts";

/** Counts the pixels that are still missing. */
export class RefreshCoverage {
  readonly #part: Region;
  readonly #seen: Uint8Array;
  #missing: number;

  /** @param part the pixels that count */
  constructor(part: Region) {
    this.#part = part;
    this.#missing = part.width * part.height;
    this.#seen = new Uint8Array(this.#missing);
  }

  /** Whether every pixel has been in a region. */
  get complete(): boolean {
    return this.#missing === 0;
  }

  /** The region's pixels have been sent. */
  add({ x, y, width, height }: Region): void {
    const part = this.#part;
    const [left, right] = [Math.max(x, part.x), Math.min(x + width, part.x + part.width)];
    const [top, bottom] = [Math.max(y, part.y), Math.min(y + height, part.y + part.height)];
    for (let row = top; row < bottom; row++) {
      const start = (row - part.y) * part.width - part.x;
      for (let at = start + left; at < start + right; at++) {
        if (this.#seen[at] === 0) {
          this.#seen[at] = 1;
          this.#missing--;
        }
      }
    }
  }
}
