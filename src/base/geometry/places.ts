// Relations between places on a screen: their order, their distance, and whether two are one.
import { intersection, type Region } from "./region.ts";

/**
 * Sorts things by their regions in reading order: rows from top to bottom, and each from left to right. A region belongs
 * to a row if its middle is as high as the row's topmost region.
 */
export function inReadingOrder<T>(things: readonly T[], regionOf: (thing: T) => Region): T[] {
  const rows: T[][] = [];
  let bottom = Number.NEGATIVE_INFINITY;
  for (const thing of things.toSorted((a, b) => regionOf(a).y - regionOf(b).y || regionOf(a).x - regionOf(b).x)) {
    const { y, height } = regionOf(thing);
    const row = rows.at(-1);
    if (row && y + height / 2 < bottom) {
      row.push(thing);
      continue;
    }
    rows.push([thing]);
    bottom = y + height;
  }
  return rows.flatMap((row) => row.sort((a, b) => regionOf(a).x - regionOf(b).x));
}

/**
 * The distance of two regions in pixels: the gap between them, across plus down, of which the smaller one counts twice.
 * So what is in the same row or column is nearer than what is not. Regions that overlap have the distance 0.
 */
export function distance(a: Region, b: Region): number {
  const across = Math.max(0, a.x - (b.x + b.width), b.x - (a.x + a.width));
  const down = Math.max(0, a.y - (b.y + b.height), b.y - (a.y + a.height));
  return across + down + Math.min(across, down);
}

/** Whether two regions have more than half of the smaller one in common. */
export function coincide(a: Region, b: Region): boolean {
  const common = intersection(a, b);
  return common !== undefined && area(common) > Math.min(area(a), area(b)) / 2;
}

function area({ width, height }: Region): number {
  return width * height;
}
