// Finds the frames of small buttons and fields, which are no larger than letters.
import type { Region } from "../../base/geometry/region.ts";
import { type Component, componentsOf, type Mask } from "./components.ts";

/** Side of the smallest frame in pixels. */
const smallestPixels = 14;

/** The part of each side that is looked at, as corners are round, and how much of it a frame covers. */
const sides = { share: 0.6, covered: 0.95 };

/** The greatest share of its bounding box that a frame fills. */
const mostInk = 0.3;

/** Erases the frames around other components. Changes the mask. */
export function dropFrames(mask: Mask): void {
  const sorted = componentsOf(mask).sort((a, b) => a.x - b.x);
  for (const component of sorted) {
    if (!isFrame(component, mask.width) || !enclosesAny(component, sorted)) continue;
    const { runs } = component;
    for (let run = 0; run < runs.length; run += 2) {
      const from = runs[run] as number;
      mask.data.fill(0, from, from + (runs[run + 1] as number));
    }
  }
}

function enclosesAny(frame: Region, sorted: readonly Region[]): boolean {
  for (let at = firstFrom(sorted, frame.x + 1); at < sorted.length; at++) {
    const inner = sorted[at] as Region;
    if (inner.x >= frame.x + frame.width) return false;
    const [right, bottom] = [inner.x + inner.width, inner.y + inner.height];
    if (right < frame.x + frame.width && inner.y > frame.y && bottom < frame.y + frame.height) return true;
  }
  return false;
}

/** Index of the first box that begins at `x` or to the right of it. */
function firstFrom(sorted: readonly Region[], x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as Region).x < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isFrame({ x, y, width, height, area, runs }: Component, stride: number): boolean {
  if (Math.min(width, height) < smallestPixels || area > width * height * mostInk) return false;
  const columns = { least: x + (width * (1 - sides.share)) / 2, most: x + (width * (1 + sides.share)) / 2 };
  const rows = { least: y + (height * (1 - sides.share)) / 2, most: y + (height * (1 + sides.share)) / 2 };
  let [top, bottom, left, right] = [0, 0, 0, 0];
  for (let run = 0; run < runs.length; run += 2) {
    const [from, length] = [runs[run] as number, runs[run + 1] as number];
    const row = Math.floor(from / stride);
    const column = from - row * stride;
    const within = Math.max(0, Math.min(column + length, columns.most) - Math.max(column, columns.least));
    if (row === y) top += within;
    if (row === y + height - 1) bottom += within;
    if (row < rows.least || row >= rows.most) continue;
    if (column === x) left++;
    if (column + length === x + width) right++;
  }
  const [across, down] = [width * sides.share * sides.covered, height * sides.share * sides.covered - 1];
  // The light side of a frame may be too faint to be ink.
  const covered = [top >= across, bottom >= across, left >= down, right >= down];
  return covered.filter(Boolean).length >= 2;
}
