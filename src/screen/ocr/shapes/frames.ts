// Finds the frames of small buttons and fields, which are no larger than letters.
import type { Region } from "../../../base/geometry/region.ts";
import { BoxIndex } from "./box-index.ts";
import { type Component, componentsOf, erase, type Mask } from "./components.ts";

/** Side of the smallest frame in pixels. */
const smallestPixels = 14;

/** The part of each side that is looked at, as corners are round, and how much of it a frame covers. */
const sides = { share: 0.6, covered: 0.95 };

/** The greatest share of its bounding box that a frame fills. */
const mostInk = 0.3;

/** Characters beside each other, as multiples of the height: how far apart, and how much their edges differ. */
const beside = { gap: 0.3, edges: 0.1 };

/** Width divided by height of a framed character, from and to. */
const characterAspect = { least: 0.7, most: 1.2 };

/** Erases the frames around other components; returns the components that stay. Changes the mask. */
export function dropFrames(mask: Mask): BoxIndex<Component> {
  const all = new BoxIndex(componentsOf(mask));
  const frames = new Set(
    all.boxes.filter((component) => isFrame(component, mask.width) && enclosesAny(component, all)),
  );
  const dropped = [...frames].filter((frame) => !isCharacter(frame, frames, all));
  for (const component of dropped) erase(component, mask);
  return dropped.length === 0 ? all : new BoxIndex(all.boxes.filter((component) => !dropped.includes(component)));
}

function enclosesAny(frame: Region, all: BoxIndex<Component>): boolean {
  for (const [, { x, y, width, height }] of all.near(frame)) {
    if (x <= frame.x || x + width >= frame.x + frame.width) continue;
    if (y > frame.y && y + height < frame.y + frame.height) return true;
  }
  return false;
}

/** Whether a frame is a part of a character, as of 国: one as high, which is no frame, is close beside it. */
function isCharacter(frame: Component, frames: ReadonlySet<Component>, all: BoxIndex<Component>): boolean {
  const { x, y, width, height } = frame;
  if (width < height * characterAspect.least || width > height * characterAspect.most) return false;
  for (const [, other] of all.near(frame)) {
    const gap = Math.max(other.x - (x + width), x - (other.x + other.width));
    const edges = Math.max(Math.abs(other.y - y), Math.abs(other.y + other.height - y - height));
    const isBeside = gap > 0 && gap <= height * beside.gap && edges <= height * beside.edges;
    if (isBeside && !frames.has(other)) return true;
  }
  return false;
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
