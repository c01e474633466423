// Arithmetic of rectangles that a search needs.
import type { Frame, Region } from "../../base/geometry/frame.ts";
import { around, intersection, overlap } from "../regions.ts";

/** A region with a margin around it, of a number of pixels. */
export function grow({ x, y, width, height }: Region, margin: number): Region {
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/** The part of a region that lies within a frame; undefined where there is none. */
export function clip(region: Region, size: Pick<Frame, "width" | "height">): Region | undefined {
  return intersection(region, { x: 0, y: 0, width: size.width, height: size.height });
}

/** Joins regions that touch or overlap, until none do. */
export function joined(regions: readonly Region[]): Region[] {
  const groups: Region[] = [];
  for (const region of regions) {
    let group = region;
    for (let index = groups.findIndex((other) => touches(group, other)); index >= 0; ) {
      const [other = group] = groups.splice(index, 1);
      group = around(group, other);
      index = groups.findIndex((next) => touches(group, next));
    }
    groups.push(group);
  }
  return groups;
}

function touches(a: Region, b: Region): boolean {
  return overlap(grow(a, 1), b);
}
