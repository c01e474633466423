// Which pixels of a region have been sent since a refresh was requested.
import type { Region } from "../../base/geometry/frame.ts";

/** Counts the pixels of a region that are still missing. */
export class RefreshCoverage {
  readonly #target: Region;
  readonly #seen: Uint8Array;
  #missing: number;

  /** @param target the region that counts */
  constructor(target: Region) {
    this.#target = target;
    this.#missing = target.width * target.height;
    this.#seen = new Uint8Array(this.#missing);
  }

  /** Whether every pixel has been in a region. */
  get complete(): boolean {
    return this.#missing === 0;
  }

  /** Notes that a region's pixels have been sent. */
  add({ x, y, width, height }: Region): void {
    const target = this.#target;
    const [left, right] = [Math.max(x, target.x), Math.min(x + width, target.x + target.width)];
    const [top, bottom] = [Math.max(y, target.y), Math.min(y + height, target.y + target.height)];
    for (let row = top; row < bottom; row++) {
      const start = (row - target.y) * target.width - target.x;
      for (let at = start + left; at < start + right; at++) {
        if (this.#seen[at] === 0) {
          this.#seen[at] = 1;
          this.#missing--;
        }
      }
    }
  }
}
