// Finds the boxes that are at about the height of another one, without looking at all of them.
import type { Region } from "../../base/geometry/region.ts";

/** Height of a band in pixels: about that of a line of text. */
const bandPixels = 24;

/** Boxes by the bands of the screen that they reach into. */
export class BoxIndex<Box extends Region> {
  readonly #bands = new Map<number, number[]>();
  readonly #boxes: readonly Box[];

  /** @param boxes may be changed afterwards only outside of their rows */
  constructor(boxes: readonly Box[]) {
    this.#boxes = boxes;
    for (const [at, box] of boxes.entries()) {
      for (const band of bandsOf(box, 0)) {
        const inBand = this.#bands.get(band);
        if (inBand) inBand.push(at);
        else this.#bands.set(band, [at]);
      }
    }
  }

  /** The boxes that may be at most `reach` pixels above or below a region, with their indices; each once, in order. */
  near(region: Region, reach = 0): [at: number, box: Box][] {
    const found = new Set(bandsOf(region, reach).flatMap((band) => this.#bands.get(band) ?? []));
    return [...found].sort((a, b) => a - b).map((at) => [at, this.#boxes[at] as Box]);
  }
}

function bandsOf({ y, height }: Region, reach: number): number[] {
  const [first, last] = [Math.floor((y - reach) / bandPixels), Math.floor((y + height + reach) / bandPixels)];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
