// Errors of waits for a screen.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";
import type { Frame } from "../base/geometry/frame.ts";
import type { Region } from "../base/geometry/region.ts";
import type { Match, Sighting } from "./targets/finder.ts";

/** A frame of the screen and what was found in it. */
export interface Look {
  readonly frame: Frame;
  readonly sighting: Sighting;
}

/** A target did not appear on the screen, or did not disappear, in time (code `SCREEN`). */
export class ScreenError extends DemotoolError {
  /** The best match of the last look, whether or not it was good enough. */
  readonly best: Match | undefined;
  /** Absolute paths of the files that were saved: a screenshot and a comparison with the target. */
  readonly files: readonly string[] = [];

  constructor(parts: ErrorParts, best?: Match) {
    super("SCREEN", parts);
    this.best = best;
  }
}

/** A target is at several places, between which nothing decides, and the mouse needs one (code `AMBIGUOUS`). */
export class AmbiguousTargetError extends DemotoolError {
  /** The places, in reading order. */
  readonly places: readonly Match[];
  /** Absolute paths of the files that were saved: a screenshot, and one with the places framed. */
  readonly files: readonly string[] = [];

  constructor(parts: ErrorParts, places: readonly Match[]) {
    super("AMBIGUOUS", parts);
    this.places = places;
  }
}

/** Number of places that a message lists: with a line for the others, what an error shows of its output. */
const mostListed = 19;

/**
 * Lists places for a message, each with its number for `nth`.
 *
 * @param all the places that `nth` counts. Default: the same
 */
export function listPlaces(places: readonly Match[], all: readonly Match[] = places): string {
  const lines = places.slice(0, mostListed).map((place) => {
    const read = place.text === undefined ? "" : `, ${JSON.stringify(place.text)}`;
    return `nth(${all.indexOf(place)}): ${describeRegion(place)}${read}`;
  });
  const left = places.length - lines.length;
  return [...lines, ...(left > 0 ? [`… and ${left} more`] : [])].join("\n");
}

/** Formats a region for a message: `64x24 at 120,40`. */
export function describeRegion({ region: { x, y, width, height } }: Pick<Match, "region">): string {
  return `${width}x${height} at ${x},${y}`;
}

/** Maximum number of regions listed in a message. */
const mostNamedRegions = 8;

/** Formats regions for a message: `64x24 at 120,40, 8x16 at 0,0`. */
export function describeRegions(regions: readonly Region[]): string {
  const named = regions.slice(0, mostNamedRegions).map((region) => describeRegion({ region }));
  return `${named.join(", ")}${regions.length > mostNamedRegions ? ", …" : ""}`;
}
