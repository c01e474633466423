// Finds the place on a screen that is most similar to a reference, and re-examines only what has changed.
import type { Frame } from "../../base/geometry/frame.ts";
import { coincide } from "../../base/geometry/places.ts";
import { clipped, grown, overlap, type Region, wholeOf } from "../../base/geometry/region.ts";
import { type Cells, cutIntoCells } from "./cells.ts";
import { exactScore } from "./feature-score.ts";
import { type Features, fineFeatures, searchFeatures } from "./features.ts";
import { away, edgeReach, smoothingReach } from "./mask.ts";
import { Planes } from "./planes.ts";
import { ScoreMap } from "./score-map.ts";
import { cellShift, planeSimilarity } from "./similarity.ts";

/** A place on the screen and its similarity. */
export interface Place {
  readonly x: number;
  readonly y: number;
  /** From 0 to 1. */
  readonly similarity: number;
}

/** Numbers of promising positions that are refined to the pixel, and of those that are then compared in full. */
const positionCounts = { refined: 200, compared: 12, comparedForAll: 60 };

/** How far a position is refined in each direction; repeated once when the best is on the rim. */
const refinePixels = 2;

/** The search stops at a place of this similarity. */
const certainSimilarity = 0.97;

/** Maximum distance at which a pixel has influence, through smoothing, edges and the shift of cells. */
const reach = 4 + cellShift;

/** A position refined to the pixel; `similarity` is set once it was compared. */
interface Refined {
  readonly x: number;
  readonly y: number;
  readonly score: number;
  /** Total difference in brightness at the edges: along a straight border, edge directions alone do not differ. */
  readonly difference: number;
  similarity?: number;
}

/** Searches the frames of one screen for one reference. */
export class Search {
  readonly #planes: Planes;
  readonly #width: number;
  readonly #height: number;
  readonly #features: Features;
  readonly #fine: Features;
  readonly #cells: Cells;
  readonly #region: Region | undefined;
  #scores: ScoreMap | undefined;
  /** Refined positions, until the screen changes there. */
  readonly #known = new Map<number, Refined>();

  /**
   * @param mask a byte per pixel: 1 where the screen must match
   * @param region the part of the screen to search; undefined for all of it
   */
  constructor(reference: Frame, mask: Uint8Array, region: Region | undefined) {
    const planes = Planes.of(reference);
    const told = away(mask, planes, edgeReach);
    this.#planes = planes;
    this.#width = reference.width;
    this.#height = reference.height;
    this.#features = searchFeatures(planes, told);
    this.#fine = fineFeatures(planes, told);
    this.#cells = cutIntoCells(planes, away(mask, planes, smoothingReach));
    this.#region = region;
  }

  /**
   * The best place, whatever its similarity; undefined when no place is promising.
   *
   * @param changed where the screen differs from the previous call; undefined in the first call and after a resize
   */
  look(screen: Planes, changed: readonly Region[] | undefined): Place | undefined {
    return this.#best(this.#promising(screen, changed), screen);
  }

  /**
   * Places of any similarity, the most promising first; of those that overlap a certain one only that.
   *
   * @param changed as for {@link look}
   */
  lookForAll(screen: Planes, changed: readonly Region[] | undefined): Place[] {
    const places: Place[] = [];
    const certain: Region[] = [];
    for (const place of this.#promising(screen, changed)) {
      if (places.length === positionCounts.comparedForAll) break;
      const region = { x: place.x, y: place.y, width: this.#width, height: this.#height };
      if (certain.some((other) => coincide(other, region))) continue;
      const compared = this.#compare(place, screen);
      places.push(compared);
      if (compared.similarity >= certainSimilarity) certain.push(region);
    }
    return places;
  }

  /** Refined positions, the most promising first. */
  #promising(screen: Planes, changed: readonly Region[] | undefined): readonly Refined[] {
    const whole = wholeOf(screen);
    const area = clipped(this.#region ?? whole, screen);
    if (!area || area.width < this.#width || area.height < this.#height) return [];
    if (this.#scores === undefined || changed === undefined) {
      this.#known.clear();
      this.#scores = new ScoreMap({ width: this.#width, height: this.#height }, area);
    }
    const touched = (changed ?? [whole]).map((region) => grown(region, reach));
    for (const region of touched) this.#forget(region);
    for (const region of this.#mayOverlapMuch(touched, area) ? [area] : touched) {
      this.#scores.update(screen, this.#features, region);
    }
    return this.#refined(screen, area, this.#scores);
  }

  /** Whether scoring region by region would cost more than scoring the whole area. */
  #mayOverlapMuch(regions: readonly Region[], area: Region): boolean {
    const positions = regions.map(({ width, height }) => (width + this.#width) * (height + this.#height));
    return positions.reduce((sum, count) => sum + count, 0) > area.width * area.height;
  }

  #forget(touched: Region): void {
    for (const [at, { x, y }] of this.#known) {
      // Refining reaches up to three times its radius.
      const covered = grown({ x, y, width: this.#width, height: this.#height }, 3 * refinePixels);
      if (overlap(covered, touched)) this.#known.delete(at);
    }
  }

  #refined(screen: Planes, area: Region, scores: ScoreMap): readonly Refined[] {
    const promising = scores.peaks(positionCounts.refined).map((at) => {
      const known = this.#known.get(at) ?? this.#refine(screen, area, scores.place(at));
      this.#known.set(at, known);
      return known;
    });
    return promising.sort((a, b) => b.score - a.score || a.difference - b.difference || a.y - b.y || a.x - b.x);
  }

  #best(promising: readonly Refined[], screen: Planes): Place | undefined {
    let best: Place | undefined;
    for (const place of promising.slice(0, positionCounts.compared)) {
      const compared = this.#compare(place, screen);
      if (best === undefined || compared.similarity > best.similarity) best = compared;
      if (compared.similarity >= certainSimilarity) break;
    }
    return best;
  }

  #compare(place: Refined, screen: Planes): Place {
    place.similarity ??= planeSimilarity(this.#cells, screen, place.x, place.y);
    const { x, y, similarity } = place;
    return { x, y, similarity };
  }

  #refine(screen: Planes, area: Region, from: { readonly x: number; readonly y: number }): Refined {
    const first = this.#bestAround(screen, area, { ...from, score: -1, difference: 0 });
    const moved = Math.max(Math.abs(first.x - from.x), Math.abs(first.y - from.y));
    // From the rim of the searched square, the best position may lie beyond.
    return moved < refinePixels ? first : this.#bestAround(screen, area, first);
  }

  #bestAround(screen: Planes, area: Region, from: Refined): Refined {
    const right = Math.min(from.x + refinePixels, area.x + area.width - this.#width);
    const bottom = Math.min(from.y + refinePixels, area.y + area.height - this.#height);
    let best = from;
    for (let y = Math.max(from.y - refinePixels, area.y); y <= bottom; y++) {
      for (let x = Math.max(from.x - refinePixels, area.x); x <= right; x++) {
        const score = exactScore(screen, this.#fine, x, y);
        if (score < best.score) continue;
        const difference = this.#difference(screen, x, y);
        if (score > best.score || difference < best.difference) best = { x, y, score, difference };
      }
    }
    return best;
  }

  #difference(screen: Planes, left: number, top: number): number {
    const { x, y } = this.#fine;
    let sum = 0;
    for (let index = 0; index < x.length; index++) {
      const [across, down] = [x[index] as number, y[index] as number];
      const there = screen.brightness[(top + down) * screen.width + left + across] as number;
      sum += Math.abs(there - (this.#planes.brightness[down * this.#width + across] as number));
    }
    return sum;
  }
}
