// Undoes the filters of a pass (https://www.w3.org/TR/png-3/#9Filters), which make its rows compress better.
import type { Pass } from "./passes.ts";

/** The largest number of a filter. */
export const lastFilter = 4;

/**
 * Undoes the filters in place. Each row starts with the number of its filter, up to {@link lastFilter}.
 *
 * @param start of the pass in `bytes`
 * @param pixelBytes bytes per pixel, at least 1
 */
export function unfilter(bytes: Uint8Array, start: number, pass: Pass, pixelBytes: number): void {
  const { height, rowBytes } = pass;
  // Above the first row, all bytes count as zero.
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let index = 0, at = start; index < height; index++, at += rowBytes + 1) {
    const row = bytes.subarray(at + 1, at + 1 + rowBytes);
    undo(bytes[at] ?? 0, row, above, pixelBytes);
    above = row;
  }
}

function undo(filter: number, row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  if (filter === 0) return;
  if (filter === 1) undoSub(row, pixelBytes);
  else if (filter === 2) undoUp(row, above);
  else if (filter === 3) undoAverage(row, above, pixelBytes);
  else undoPaeth(row, above, pixelBytes);
}

// All indices are within the rows: `as number` and not `?? 0`, which takes a third of the time of these loops.

function undoSub(row: Uint8Array, pixelBytes: number): void {
  for (let index = pixelBytes; index < row.length; index++) {
    row[index] = (row[index] as number) + (row[index - pixelBytes] as number);
  }
}

function undoUp(row: Uint8Array, above: Uint8Array): void {
  for (let index = 0; index < row.length; index++) {
    row[index] = (row[index] as number) + (above[index] as number);
  }
}

function undoAverage(row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  const first = Math.min(pixelBytes, row.length);
  for (let index = 0; index < first; index++) row[index] = (row[index] as number) + ((above[index] as number) >> 1);
  for (let index = pixelBytes; index < row.length; index++) {
    const sum = (row[index - pixelBytes] as number) + (above[index] as number);
    row[index] = (row[index] as number) + (sum >> 1);
  }
}

/** Channel by channel, so that the values at the left and at the upper left stay in registers. */
function undoPaeth(row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  for (let channel = 0; channel < pixelBytes; channel++) {
    let left = 0;
    let corner = 0;
    for (let index = channel; index < row.length; index += pixelBytes) {
      const up = above[index] as number;
      const toLeft = Math.abs(up - corner);
      const toUp = Math.abs(left - corner);
      const toCorner = Math.abs(left + up - corner - corner);
      const nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
      left = ((row[index] as number) + nearest) & 0xff;
      row[index] = left;
      corner = up;
    }
  }
}
