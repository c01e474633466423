// How many features of a reference are at a place on the screen: quick to tell, to find places worth a look.
import type { Features } from "./features.ts";
import type { Planes } from "./planes.ts";

/** Early exits: the part of the features that must be there after the first few. */
const checks = [
  { after: 8, part: 0.5 },
  { after: 16, part: 0.55 },
  { after: 32, part: 0.6 },
] as const;

/** The part of the features that makes a place worth a closer look. */
const promisingShare = 0.65;

/** The part of the features that are at (left, top) within one pixel, as 0 to 255; 0 where the place is not promising. */
export function roughScore(screen: Planes, { x, y, bits }: Features, left: number, top: number): number {
  const { width, nearEdges, edges } = screen;
  const count = bits.length;
  const base = top * width + left;
  let hits = 0;
  let index = 0;
  const countUpTo = (end: number): void => {
    for (; index < end; index++) {
      const at = base + (y[index] as number) * width + (x[index] as number);
      const bit = bits[index] as number;
      if (bit === 0 ? edges[at] === 0 : ((nearEdges[at] as number) & bit) !== 0) hits++;
    }
  };
  for (const { after, part } of checks) {
    countUpTo(Math.min(after, count));
    if (hits < part * index) return 0;
  }
  countUpTo(count);
  return hits < promisingShare * count ? 0 : Math.round((hits / count) * 255);
}

/** From 0 to 1: features exactly at their place count twice as much as those beside it. */
export function exactScore(screen: Planes, { x, y, bits }: Features, left: number, top: number): number {
  const base = top * screen.width + left;
  let hits = 0;
  for (let index = 0; index < bits.length; index++) {
    const at = base + (y[index] as number) * screen.width + (x[index] as number);
    const bit = bits[index] as number;
    if (((screen.edges[at] as number) & bit) !== 0) hits += 2;
    else if (((screen.nearEdges[at] as number) & bit) !== 0) hits += 1;
  }
  return hits / bits.length / 2;
}
