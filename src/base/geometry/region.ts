// Rectangles of pixels and their geometry.
import { OptionError } from "../errors.ts";

/** A width and a height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle in pixels; (x, y) is its upper left corner. */
export interface Region extends Size {
  readonly x: number;
  readonly y: number;
}

/** Returns the region of a whole frame or screen. */
export function wholeOf({ width, height }: Size): Region {
  return { x: 0, y: 0, width, height };
}

/** Returns the pixel in the middle of a region. */
export function centre({ x, y, width, height }: Region): { x: number; y: number } {
  return { x: x + Math.floor(width / 2), y: y + Math.floor(height / 2) };
}

/** Returns a region enlarged by a margin on each side; it may exceed the screen. */
export function grown({ x, y, width, height }: Region, margin: number): Region {
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/** Whether two regions have a pixel in common. */
export function overlap(a: Region, b: Region): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Returns the pixels that two regions have in common; undefined if there are none. */
export function intersection(a: Region, b: Region): Region | undefined {
  if (!overlap(a, b)) return undefined;
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    width: Math.min(a.x + a.width, b.x + b.width) - x,
    height: Math.min(a.y + a.height, b.y + b.height) - y,
  };
}

/** Returns the part of a region within a frame or screen; undefined if there is none. */
export function clipped(region: Region, size: Size): Region | undefined {
  return intersection(region, wholeOf(size));
}

/** Returns the smallest region that contains both regions. */
export function around(a: Region, b: Region): Region {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/** Merges regions that touch or overlap, until none do. */
export function joined(regions: readonly Region[]): Region[] {
  const groups: Region[] = [];
  for (const region of regions) {
    let group = region;
    for (let index = groups.findIndex((other) => touch(group, other)); index >= 0; ) {
      const [other = group] = groups.splice(index, 1);
      group = around(group, other);
      index = groups.findIndex((next) => touch(group, next));
    }
    groups.push(group);
  }
  return groups;
}

/** Subtracts regions from a region. Each of them splits a piece into up to four. */
export function without(whole: Region, holes: readonly Region[]): readonly Region[] {
  return holes.reduce((pieces: readonly Region[], hole) => pieces.flatMap((piece) => cut(piece, hole)), [whole]);
}

/**
 * Checks that a region consists of whole pixels and lies within a frame or screen.
 *
 * @param what the region's name, for the error
 * @throws {OptionError} when it does not
 */
export function checkRegion(region: Region, size: Size, what: string): void {
  const { x, y, width, height } = region;
  const whole = [x, y, width, height].every(Number.isInteger);
  if (whole && x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= size.width && y + height <= size.height) {
    return;
  }
  throw new OptionError({
    headline: `${what} does not lie within ${size.width}x${size.height} pixels`,
    facts: { x, y, width, height },
    next: "give whole pixels, with x and y of at least 0, and width and height above 0",
  });
}

function touch(a: Region, b: Region): boolean {
  return overlap(grown(a, 1), b);
}

function cut(whole: Region, hole: Region): Region[] {
  const common = intersection(whole, hole);
  if (!common) return [whole];
  const { x, y, width, height } = whole;
  const [right, bottom] = [common.x + common.width, common.y + common.height];
  return [
    { x, y, width, height: common.y - y },
    { x, y: bottom, width, height: y + height - bottom },
    { x, y: common.y, width: common.x - x, height: common.height },
    { x: right, y: common.y, width: x + width - right, height: common.height },
  ].filter((piece) => piece.width > 0 && piece.height > 0);
}
