// Scores positions by the features of a reference found there: a quick filter before the full comparison.
import type { Features } from "./features.ts";
import type { Planes } from "./planes.ts";

/** Early exits: the share of features that must be present after the first few. */
const checks = [
  { after: 8, part: 0.5 },
  { after: 16, part: 0.55 },
  { after: 32, part: 0.6 },
] as const;

/** The share of features that makes a position promising. */
const promisingShare = 0.65;

/** The share of features within one pixel of their place at (left, top), as 0 to 255; 0 for unpromising positions. */
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

/** From 0 to 1. Features exactly at their place count twice as much as those one pixel off. */
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
