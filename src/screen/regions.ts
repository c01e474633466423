// Arithmetic of rectangles on a screen.
import type { Region } from "../base/geometry/frame.ts";

/** Whether two rectangles have a pixel in common. */
export function overlap(a: Region, b: Region): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The smallest rectangle around both. */
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

/** The rectangle and so many pixels on each side of it; it may reach beyond the screen. */
export function grown({ x, y, width, height }: Region, by: number): Region {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** What both have in common; undefined for nothing. */
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

/** What is left of a rectangle once others are cut out of it: up to four pieces for each of them. */
export function without(whole: Region, holes: readonly Region[]): readonly Region[] {
  return holes.reduce((pieces: readonly Region[], hole) => pieces.flatMap((piece) => cut(piece, hole)), [whole]);
}

/** The pixel in its middle. */
export function centre({ x, y, width, height }: Region): { x: number; y: number } {
  return { x: x + Math.floor(width / 2), y: y + Math.floor(height / 2) };
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
