// Finds a reference on a screen.
import { basename } from "node:path";
import { crop, type Frame } from "../../../base/geometry/frame.ts";
import { clipped, type Region } from "../../../base/geometry/region.ts";
import type { Deadline } from "../../../base/time/deadline.ts";
import { loadReferences, type Reference } from "../../files/reference.ts";
import type { Place } from "../../matching/search.ts";
import { closeFinder, look, openFinder } from "../../matching/thread.ts";
import type { Part, Places } from "../../matching/worker.ts";
import { defaultSimilarity } from "../../threshold.ts";
import type { Finder, Match, Sighting } from "../finder.ts";
import { bestPlace, distinctPlaces } from "../places.ts";
import type { FinderOptions } from "../target-kind.ts";

let finders = 0;

/**
 * Makes a finder for a reference and its variants. It searches on the search thread and must be disposed of.
 *
 * @param path the PNG file's absolute path
 * @param options of the target and the call; they override the reference's description
 * @throws {OptionError} when a reference or a description beside it cannot be used
 */
export async function imageFinder(path: string, options: FinderOptions = {}): Promise<Finder & Disposable> {
  return new ImageFinder(path, await loadReferences(path), options);
}

class ImageFinder implements Finder, Disposable {
  readonly what: string;
  readonly #id = ++finders;
  readonly #references: readonly Reference[];
  readonly #similarity: number | undefined;
  #size: Pick<Frame, "width" | "height"> | undefined;

  constructor(path: string, references: readonly Reference[], { region, similarity, all = false }: FinderOptions) {
    this.what = `the reference ${basename(path)}`;
    this.#references = references;
    this.#similarity = similarity;
    const sought = references.map(({ frame, mask }) => ({ frame, mask }));
    openFinder(this.#id, sought, region, all);
  }

  async look(frame: Frame, changed: readonly Region[] | undefined, deadline: Deadline): Promise<Sighting> {
    deadline.throwIfOver();
    const whole = changed === undefined || this.#size?.width !== frame.width || this.#size.height !== frame.height;
    this.#size = { width: frame.width, height: frame.height };
    const parts = whole ? [{ x: 0, y: 0, frame: copy(frame) }] : changedParts(frame, changed);
    const places = await deadline.race(look(this.#id, parts, whole));
    return this.#sighting(places);
  }

  [Symbol.dispose](): void {
    closeFinder(this.#id);
  }

  /** The places where a variant is similar enough, and the best of all. */
  #sighting(places: Places): Sighting {
    const found: Match[] = [];
    let best: Match | undefined;
    for (const [index, reference] of this.#references.entries()) {
      const needed = this.#similarity ?? reference.similarity ?? defaultSimilarity;
      for (const place of places[index] ?? []) {
        const match = this.#match(reference, place);
        if (match.similarity > (best?.similarity ?? -1)) best = match;
        if (match.similarity >= needed) found.push(match);
      }
    }
    const distinct = distinctPlaces(found);
    return { found: bestPlace(distinct), best, places: distinct };
  }

  #match({ path, frame, point }: Reference, { x, y, similarity }: Place): Match {
    return {
      region: { x, y, width: frame.width, height: frame.height },
      similarity,
      variant: this.#references.length > 1 ? path : undefined,
      point: point && { x: x + point.x, y: y + point.y },
    };
  }
}

/** Copies the pixels: the screen keeps changing while the other thread searches. */
function copy({ width, height, data }: Frame): Frame {
  return { width, height, data: new Uint8Array(data) };
}

function changedParts(frame: Frame, changed: readonly Region[]): Part[] {
  return changed.flatMap((region) => {
    const inside = clipped(region, frame);
    return inside ? [{ x: inside.x, y: inside.y, frame: crop(frame, inside) }] : [];
  });
}
