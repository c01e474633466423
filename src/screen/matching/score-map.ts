// Scores of all positions on a screen, updated where the screen changes.
import { intersection, type Region } from "../../base/geometry/region.ts";
import { roughScore } from "./feature-score.ts";
import type { Features } from "./features.ts";
import type { Planes } from "./planes.ts";

/** Every second position is scored: features may be one pixel off. */
export const stepPixels = 2;

/** Scores of all positions of a reference within an area of the screen. */
export class ScoreMap {
  readonly #size: { readonly width: number; readonly height: number };
  readonly #area: Region;
  readonly #columns: number;
  readonly #rows: number;
  readonly #scores: Uint8Array;

  /**
   * @param size of the reference
   * @param area the part of the screen to search
   */
  constructor(size: { readonly width: number; readonly height: number }, area: Region) {
    this.#size = size;
    this.#area = area;
    this.#columns = Math.max(0, Math.floor((area.width - size.width) / stepPixels) + 1);
    this.#rows = Math.max(0, Math.floor((area.height - size.height) / stepPixels) + 1);
    this.#scores = new Uint8Array(this.#columns * this.#rows);
  }

  /** Scores the positions at which the reference would overlap a region. */
  update(screen: Planes, features: Features, region: Region): void {
    const touched = intersection(region, this.#area);
    if (!touched) return;
    const { x, y } = this.#area;
    const left = Math.max(0, Math.floor((touched.x - x - this.#size.width) / stepPixels));
    const top = Math.max(0, Math.floor((touched.y - y - this.#size.height) / stepPixels));
    const right = Math.min(this.#columns, Math.ceil((touched.x + touched.width - x) / stepPixels));
    const bottom = Math.min(this.#rows, Math.ceil((touched.y + touched.height - y) / stepPixels));
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const score = roughScore(screen, features, x + column * stepPixels, y + row * stepPixels);
        this.#scores[row * this.#columns + column] = score;
      }
    }
  }

  /**
   * Local maxima, best first, as numbers for {@link place}. Of neighbours with the same score only some are returned,
   * but each has a returned one beside it.
   */
  peaks(count: number): number[] {
    const found: number[] = [];
    const isFound = new Uint8Array(this.#scores.length);
    for (let at = 0; at < this.#scores.length; at++) {
      if (this.#scores[at] === 0 || !this.#isPeak(at, isFound)) continue;
      isFound[at] = 1;
      found.push(at);
    }
    const score = (at: number): number => this.#scores[at] ?? 0;
    return found.sort((a, b) => score(b) - score(a) || a - b).slice(0, count);
  }

  /** Converts a position's number to screen pixels. */
  place(at: number): { readonly x: number; readonly y: number } {
    const column = at % this.#columns;
    const row = (at - column) / this.#columns;
    return { x: this.#area.x + column * stepPixels, y: this.#area.y + row * stepPixels };
  }

  /** Whether no neighbour scores higher or was found before. */
  #isPeak(at: number, isFound: Uint8Array): boolean {
    const score = this.#scores[at] as number;
    const x = at % this.#columns;
    const y = (at - x) / this.#columns;
    for (let row = Math.max(0, y - 1); row <= Math.min(this.#rows - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(this.#columns - 1, x + 1); column++) {
        const other = row * this.#columns + column;
        if ((this.#scores[other] as number) > score || isFound[other] === 1) return false;
      }
    }
    return true;
  }
}
