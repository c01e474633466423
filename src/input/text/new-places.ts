// Tells a text that has appeared from one that stood there before.
import { copyPixels, type Frame } from "../../base/geometry/frame.ts";
import { overlap, type Region } from "../../base/geometry/region.ts";

/** A frame and the places of a text in it. */
export interface TextPlaces {
  readonly frame: Frame;
  readonly places: readonly Region[];
}

/**
 * Whether a text has appeared at one of its places now: where it did not stand before, unless it only moved there, as on
 * a screen that scrolls; or where it did, but was missing when that place first changed.
 *
 * @param firstChanges its places in the first changes since `before`
 */
export function hasAppeared(now: TextPlaces, before: TextPlaces, firstChanges: readonly Region[]): boolean {
  const gone = new Set(before.places.filter((place) => !meets(place, now.places)));
  return now.places.some((place) => {
    if (meets(place, before.places)) return !meets(place, firstChanges);
    const origin = [...gone].find((other) => looksLike(now.frame, place, before.frame, other));
    return origin === undefined || !gone.delete(origin);
  });
}

function meets(place: Region, others: readonly Region[]): boolean {
  return others.some((other) => overlap(place, other));
}

function looksLike(frame: Frame, a: Region, other: Frame, b: Region): boolean {
  if (a.width !== b.width || a.height !== b.height) return false;
  return Buffer.from(copyPixels(frame, a)).equals(copyPixels(other, b));
}
