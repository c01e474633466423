// The corpus: pairs of a reference and a screen, captured from real XFCE desktops in several themes.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Frame } from "../../src/base/geometry/frame.ts";
import type { Region } from "../../src/base/geometry/region.ts";
import { readPng } from "../../src/screen/files/png.ts";
import { Planes } from "../../src/screen/matching/planes.ts";
import { Search } from "../../src/screen/matching/search.ts";

/** A reference, and a screen that shows the same or something else. */
export interface Pair {
  /** A file in references/, without its extension: its content and its look. */
  readonly reference: string;
  /** A file in screens/, without its extension. */
  readonly screen: string;
  readonly same: boolean;
  /** The region that matches. */
  readonly at?: { readonly x: number; readonly y: number };
  /** The region to search: for a pair that does not match, the place of what is there instead. */
  readonly region?: Region;
  /** The kind of pair. */
  readonly why: string;
}

/** The result of a search for a pair. */
export interface Result {
  readonly pair: Pair;
  /** Similarity of the best match; 0 without one. */
  readonly similarity: number;
  /** Whether the best match is at the right place, to a few pixels. */
  readonly placed: boolean;
}

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Tolerance in pixels for the place of a match, since renderings differ slightly. */
const slack = 4;

/** Searches for all pairs. */
export async function searchAll(): Promise<Result[]> {
  const lines = (await readFile(`${folder}pairs.jsonl`, "utf8")).trim().split("\n");
  const pairs = lines.map((line): Pair => JSON.parse(line));
  const screens = new Map<string, Planes>();
  const references = new Map<string, Frame>();
  const results: Result[] = [];
  for (const pair of pairs) {
    const screen = screens.get(pair.screen) ?? Planes.of(await readPng(`${folder}screens/${pair.screen}.png`));
    screens.set(pair.screen, screen);
    const reference = references.get(pair.reference) ?? (await readPng(`${folder}references/${pair.reference}.png`));
    references.set(pair.reference, reference);
    const mask = new Uint8Array(reference.width * reference.height).fill(1);
    const found = new Search(reference, mask, pair.region).look(screen, undefined);
    const near = (a = Number.NaN, b = Number.NaN): boolean => Math.abs(a - b) <= slack;
    const placed = near(found?.x, pair.at?.x) && near(found?.y, pair.at?.y);
    results.push({ pair, similarity: found?.similarity ?? 0, placed });
  }
  return results;
}

/** The half that the threshold was chosen on, and the other; all pairs of one reference are in the same half. */
export function halves(results: readonly Result[]): { readonly fixing: Result[]; readonly judging: Result[] } {
  const references = [...new Set(results.map(({ pair }) => pair.reference))].sort();
  const isFixing = ({ pair }: Result): boolean => references.indexOf(pair.reference) % 2 === 0;
  return { fixing: results.filter(isFixing), judging: results.filter((result) => !isFixing(result)) };
}

/** The matching pairs not found at their place, and the others taken for matches. */
export function mistakes(results: readonly Result[], threshold: number): { missed: Result[]; wrong: Result[] } {
  const found = ({ similarity }: Result): boolean => similarity >= threshold;
  return {
    missed: results.filter((result) => result.pair.same && !(found(result) && result.placed)),
    wrong: results.filter((result) => !result.pair.same && found(result)),
  };
}
