// Cuts a reference into cells, the units of comparison.
import type { Region } from "../../base/geometry/region.ts";
import type { Planes } from "./planes.ts";

/** A part of a cell: a range of its pixels. */
export interface CellPart {
  readonly start: number;
  readonly end: number;
  /** Sum of {@link Cell.centred} over the range. */
  readonly sum: number;
  /** Sum of their squares. */
  readonly energy: number;
}

/** A rectangle of a reference. */
export interface Cell {
  /** Left edge, in pixels of the reference. */
  readonly x: number;
  /** Top edge, in pixels of the reference. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The x of each compared pixel in the reference, part by part. */
  readonly across: Int32Array;
  /** The y of each. */
  readonly down: Int32Array;
  /** Brightness of each minus the mean. */
  readonly centred: Float64Array;
  /** Sum of the squares of `centred`. */
  readonly energy: number;
  readonly parts: readonly CellPart[];
  /** Means of the planes over the compared pixels. */
  readonly brightness: number;
  readonly redGreen: number;
  readonly blueGreen: number;
}

/** All cells of a reference, row by row. */
export interface Cells {
  /** Undefined for cells without compared pixels. */
  readonly cells: readonly (Cell | undefined)[];
  readonly columns: number;
  readonly rows: number;
}

/** Approximate width and height of a cell: a letter or two of common text, a detail of an icon. */
const cellPixels = 12;

/** Approximate width and height of a part: a stroke of a letter, enough to tell 5 from 7. */
const partPixels = 6;

/** Smaller parts are too noisy to compare. */
const leastPartPixels = 4;

/** Cuts a reference into cells of about the same size. `mask` is 1 for compared pixels. */
export function cutIntoCells(planes: Planes, mask: Uint8Array): Cells {
  const columns = cuts(planes.width);
  const rows = cuts(planes.height);
  const cells = rows.slice(1).flatMap((bottom, row) =>
    columns.slice(1).map((right, column) => {
      const [x, y] = [columns[column] ?? 0, rows[row] ?? 0];
      return cell(planes, mask, { x, y, width: right - x, height: bottom - y });
    }),
  );
  return { cells, columns: columns.length - 1, rows: rows.length - 1 };
}

function cuts(size: number, step = cellPixels): number[] {
  const count = Math.max(1, Math.round(size / step));
  return Array.from({ length: count + 1 }, (_, index) => Math.round((index * size) / count));
}

function cell(planes: Planes, mask: Uint8Array, place: Region): Cell | undefined {
  const parts = partsOf(place).map((part) => comparedPixels(part, planes, mask));
  const pixels = parts.flat();
  if (pixels.length === 0) return undefined;
  const mean = (plane: Uint8Array): number =>
    pixels.reduce((sum, pixel) => sum + (plane[pixel] ?? 0), 0) / pixels.length;
  const brightness = mean(planes.brightness);
  const centred = Float64Array.from(pixels, (pixel) => (planes.brightness[pixel] ?? 0) - brightness);
  return {
    ...place,
    across: Int32Array.from(pixels, (pixel) => pixel % planes.width),
    down: Int32Array.from(pixels, (pixel) => Math.floor(pixel / planes.width)),
    centred,
    energy: energyOf(centred),
    parts: ranges(parts.map(({ length }) => length)).map(({ start, end }) => {
      const values = centred.subarray(start, end);
      return { start, end, sum: values.reduce((sum, value) => sum + value, 0), energy: energyOf(values) };
    }),
    brightness,
    redGreen: mean(planes.redGreen),
    blueGreen: mean(planes.blueGreen),
  };
}

function partsOf({ x, y, width, height }: Region): Region[] {
  const columns = cuts(width, partPixels);
  const rows = cuts(height, partPixels);
  return rows.slice(1).flatMap((bottom, row) =>
    columns.slice(1).map((right, column) => {
      const [left, top] = [columns[column] ?? 0, rows[row] ?? 0];
      return { x: x + left, y: y + top, width: right - left, height: bottom - top };
    }),
  );
}

function comparedPixels({ x, y, width, height }: Region, planes: Planes, mask: Uint8Array): number[] {
  const pixels: number[] = [];
  for (let row = y; row < y + height; row++) {
    for (let at = row * planes.width + x; at < row * planes.width + x + width; at++) {
      if (mask[at] === 1) pixels.push(at);
    }
  }
  return pixels;
}

/** Ranges of consecutive runs with the given lengths. Very short runs are merged into the one before. */
function ranges(lengths: readonly number[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = 0;
  for (const length of lengths) {
    const last = found.at(-1);
    if (length < leastPartPixels && last) last.end += length;
    else if (length > 0) found.push({ start, end: start + length });
    start += length;
  }
  return found;
}

function energyOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
