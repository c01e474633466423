// Arithmetic of rectangles.
import type { Frame, Region } from "../../base/frame.ts";

/** A region with a margin around it, of a number of pixels. */
export function grow({ x, y, width, height }: Region, margin: number): Region {
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/** The part of a region that lies within a picture; undefined where there is none. */
export function clip(region: Region, size: Pick<Frame, "width" | "height">): Region | undefined {
  return intersection(region, { x: 0, y: 0, width: size.width, height: size.height });
}

/** What two regions have in common; undefined where that is nothing. */
export function intersection(a: Region, b: Region): Region | undefined {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** The smallest region that holds both. */
export function union(a: Region, b: Region): Region {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  return { x, y, width, height };
}

/** Joins regions that touch or overlap, until none do. */
export function joined(regions: readonly Region[]): Region[] {
  const groups: Region[] = [];
  for (const region of regions) {
    let group = region;
    for (let index = groups.findIndex((other) => touches(group, other)); index >= 0; ) {
      const [other = group] = groups.splice(index, 1);
      group = union(group, other);
      index = groups.findIndex((next) => touches(group, next));
    }
    groups.push(group);
  }
  return groups;
}

function touches(a: Region, b: Region): boolean {
  return intersection(grow(a, 1), b) !== undefined;
}
