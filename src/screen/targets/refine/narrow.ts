// Narrows down the places of a target, or moves beside them.
import { distance } from "../../../base/geometry/places.ts";
import { centre, overlap, type Region } from "../../../base/geometry/region.ts";
import type { Side } from "../any-target.ts";
import type { Match } from "../finder.ts";
import { contenders } from "../places.ts";

/** Distances that differ by less, in pixels, are equal. */
const equalPixels = 1;

/** The place of a number in reading order, from 0; below 0 from the end. */
export function nthOf(places: readonly Match[], index: number): Match[] {
  const place = places.at(index);
  return place ? [place] : [];
}

/**
 * For each place of the other target the nearest one, or several that are equally near. Of the other target, only the
 * places between which nothing decides count.
 */
export function nearestTo(places: readonly Match[], others: readonly Match[]): Match[] {
  const nearest = new Set<Match>();
  for (const { region } of contenders(others)) {
    const least = Math.min(...places.map((place) => distance(place.region, region)));
    for (const place of places) {
      if (distance(place.region, region) < least + equalPixels) nearest.add(place);
    }
  }
  return places.filter((place) => nearest.has(place));
}

/** The places whose middle is within one of the regions. */
export function inside(places: readonly Match[], areas: readonly Region[]): Match[] {
  return places.filter(({ region }) => {
    const middle = { ...centre(region), width: 1, height: 1 };
    return areas.some((area) => overlap(middle, area));
  });
}

/** The pixel beside a place. */
export function beside(place: Match, side: Side, pixels: number): Match {
  const { region, origin = region } = place;
  const point = pointBeside(region, side, Math.round(pixels));
  return { ...place, region: { ...point, width: 1, height: 1 }, point, origin };
}

function pointBeside(region: Region, side: Side, pixels: number): { x: number; y: number } {
  const { x, y } = centre(region);
  if (side === "rightOf") return { x: region.x + region.width - 1 + pixels, y };
  if (side === "leftOf") return { x: region.x - pixels, y };
  if (side === "above") return { x, y: region.y - pixels };
  return { x, y: region.y + region.height - 1 + pixels };
}
