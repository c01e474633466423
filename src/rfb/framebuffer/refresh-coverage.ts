// Tracks which pixels of a region have been sent since a refresh was requested.
import { intersection, type Region } from "../../base/geometry/region.ts";

/** Counts the pixels of a region that are still missing. */
export class RefreshCoverage {
  readonly #target: Region;
  readonly #seen: Uint8Array;
  #missing: number;

  /** @param target the region to cover */
  constructor(target: Region) {
    this.#target = target;
    this.#missing = target.width * target.height;
    this.#seen = new Uint8Array(this.#missing);
  }

  /** Whether every pixel has been sent. */
  get complete(): boolean {
    return this.#missing === 0;
  }

  /** Records that a region's pixels have been sent. */
  add(region: Region): void {
    const target = this.#target;
    const sent = intersection(region, target);
    if (!sent) return;
    for (let row = sent.y; row < sent.y + sent.height; row++) {
      const start = (row - target.y) * target.width + sent.x - target.x;
      for (let at = start; at < start + sent.width; at++) {
        if (this.#seen[at] === 0) {
          this.#seen[at] = 1;
          this.#missing--;
        }
      }
    }
  }
}
