// Finds the boxes that are at about the height of another one, without looking at all of them.
import type { Region } from "../../../base/geometry/region.ts";

/** Height of a band in pixels: about that of a line of text. */
const bandPixels = 24;

/** Boxes by the bands of the screen that they reach into. */
export class BoxIndex<Box extends Region> {
  readonly boxes: readonly Box[];
  /** Indices of the boxes in each band. */
  readonly #bands = new Map<number, number[]>();

  constructor(boxes: readonly Box[]) {
    this.boxes = boxes;
    for (const [at, box] of boxes.entries()) {
      for (let band = bandOf(box.y); band <= bandOf(box.y + box.height); band++) {
        const inBand = this.#bands.get(band);
        if (inBand) inBand.push(at);
        else this.#bands.set(band, [at]);
      }
    }
  }

  /** The boxes that are at most `reach` pixels above or below a region, wherever on that height, and their indices. */
  *near({ y, height }: Region, reach = 0): Generator<[at: number, box: Box]> {
    const [top, bottom] = [y - reach, y + height + reach];
    for (let band = bandOf(top); band <= bandOf(bottom); band++) {
      for (const at of this.#bands.get(band) ?? []) {
        const box = this.boxes[at] as Box;
        if (box.y > bottom || box.y + box.height < top) continue;
        // What reaches into several bands counts in the first of them.
        if (band === Math.max(bandOf(top), bandOf(box.y))) yield [at, box];
      }
    }
  }
}

function bandOf(y: number): number {
  return Math.floor(y / bandPixels);
}
