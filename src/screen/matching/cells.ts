// A reference picture cut into cells, each of which is compared as a whole.
import type { Planes } from "./planes.ts";

/** A part of a reference picture. */
export interface Cell {
  /** Pixels of the reference from its left. */
  readonly x: number;
  /** Pixels of the reference from its top. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The pixels that are compared, from the picture's left. */
  readonly across: Int32Array;
  /** The same pixels, from the picture's top. */
  readonly down: Int32Array;
  /** Brightness of each, less their mean. */
  readonly centred: Float64Array;
  /** The sum of the squares of these. */
  readonly energy: number;
  /** Means of the planes. */
  readonly brightness: number;
  readonly redGreen: number;
  readonly blueGreen: number;
}

/** All cells of a reference picture, row by row. */
export interface Cells {
  /** Undefined where nothing is to be compared. */
  readonly cells: readonly (Cell | undefined)[];
  readonly columns: number;
  readonly rows: number;
}

/** About so many pixels wide and high: a letter or two of common text, a detail of an icon. */
const cellSize = 12;

/** Cuts a picture into cells of about the same size; `mask` has 1 where pixels are compared. */
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

function cuts(size: number): number[] {
  const count = Math.max(1, Math.round(size / cellSize));
  return Array.from({ length: count + 1 }, (_, index) => Math.round((index * size) / count));
}

function cell(
  planes: Planes,
  mask: Uint8Array,
  place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Cell | undefined {
  const pixels: number[] = [];
  for (let y = place.y; y < place.y + place.height; y++) {
    for (let x = place.x; x < place.x + place.width; x++) {
      const pixel = y * planes.width + x;
      if (mask[pixel] === 1) pixels.push(pixel);
    }
  }
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
    energy: centred.reduce((sum, value) => sum + value * value, 0),
    brightness,
    redGreen: mean(planes.redGreen),
    blueGreen: mean(planes.blueGreen),
  };
}
