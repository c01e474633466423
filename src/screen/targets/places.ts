// Chooses among the places of a target.
import { coincide, inReadingOrder } from "../../base/geometry/places.ts";
import type { Match, Sighting } from "./finder.ts";

/** Places whose similarities differ by at most this are equally alike: a reference that is there has 0.95 and more. */
const equallyAlike = 0.05;

/** All places of a sighting. */
export function placesOf({ found, places = found ? [found] : [] }: Sighting): readonly Match[] {
  return places;
}

/**
 * The places between which nothing decides: those of the highest preference that are about as similar as the best of
 * them. In the given order.
 */
export function contenders(places: readonly Match[]): Match[] {
  const preference = Math.max(...places.map(preferenceOf));
  const preferred = places.filter((place) => preferenceOf(place) === preference);
  const similarity = Math.max(...preferred.map((place) => place.similarity));
  return preferred.filter((place) => place.similarity >= similarity - equallyAlike);
}

/** The place of the highest preference; of several the most similar; of equal ones the first. */
export function bestPlace(places: readonly Match[]): Match | undefined {
  return places.reduce<Match | undefined>((best, place) => (best && !isBetter(place, best) ? best : place), undefined);
}

/** Merges places that coincide, of which the best stays, and returns the others in reading order. */
export function distinctPlaces(places: readonly Match[]): Match[] {
  const distinct: Match[] = [];
  for (const place of places.toSorted((a, b) => (isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : 0))) {
    if (!distinct.some(({ region }) => coincide(region, place.region))) distinct.push(place);
  }
  return inReadingOrder(distinct, ({ region }) => region);
}

function isBetter(a: Match, b: Match): boolean {
  const difference = preferenceOf(a) - preferenceOf(b);
  return difference > 0 || (difference === 0 && a.similarity > b.similarity);
}

function preferenceOf({ preference = 0 }: Match): number {
  return preference;
}
