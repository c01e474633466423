// Prepares the rows of a frame for compression (https://www.w3.org/TR/png-3/#9Filters), in bands that are compressed
// each in its own way: most of a screen is plain, and its texts repeat.
import type { Frame } from "../../base/geometry/frame.ts";

/** Rows of a frame, as they go into the file: each after the number of its filter. */
export interface Band {
  readonly bytes: Uint8Array;
  /**
   * Whether the bytes are differences from neighbours: mostly runs of zeros, or without any pattern. Otherwise they
   * are the pixels themselves, in which patterns repeat.
   */
  readonly isFiltered: boolean;
}

/** The filters used: none, the difference from the pixel to the left, and that from the pixel above. */
const filters = { none: 0, left: 1, above: 2 } as const;

/** Bytes per band, about. A band is compressed as a whole, and several at a time. */
const bandBytes = 1 << 19;

/** Between these shares of pixels that differ from their neighbour, patterns such as letters repeat. */
const patterned = { least: 0.03, most: 0.6 } as const;

/** Prepares all rows. The bands lie one after the other in `rows`. */
export function filterRows({ width, height, data }: Frame): { readonly rows: Uint8Array; readonly bands: Band[] } {
  const pixels = wordsOf(data, width * height);
  const rowBytes = width * 4 + 1;
  const rows = new Uint8Array(rowBytes * height);
  const bands: Band[] = [];
  const perBand = Math.max(1, Math.round(bandBytes / rowBytes));
  for (let first = 0; first < height; first += perBand) {
    const end = Math.min(height, first + perBand);
    const bytes = rows.subarray(first * rowBytes, end * rowBytes);
    bands.push({ bytes, isFiltered: filterBand(pixels, width, first, bytes) });
  }
  return { rows, bands };
}

/** Signed words, which V8 keeps in registers where unsigned ones become floating-point numbers. */
function wordsOf(data: Uint8Array, length: number): Int32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, length);
}

/** Fills a band from the row `first` on; returns whether it is filtered. */
function filterBand(pixels: Int32Array, width: number, first: number, bytes: Uint8Array): boolean {
  const rowBytes = width * 4 + 1;
  const count = bytes.length / rowBytes;
  const scratch = new Int32Array(width);
  const scratchBytes = new Uint8Array(scratch.buffer);
  let different = 0;
  for (let row = 0; row < count; row++) {
    const start = (first + row) * width;
    const { filter, changes } = bestFilter(pixels, start, width);
    different += changes;
    if (filter === filters.above) subtractAbove(pixels, start, scratch);
    else subtractLeft(pixels, start, scratch);
    bytes[row * rowBytes] = filter;
    bytes.set(scratchBytes, row * rowBytes + 1);
  }
  const share = different / (width * count);
  if (share < patterned.least || share > patterned.most) return true;
  copyBand(pixels, width, first, bytes);
  return false;
}

function copyBand(pixels: Int32Array, width: number, first: number, bytes: Uint8Array): void {
  const source = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  for (let at = 0, from = first * width * 4; at < bytes.length; at += width * 4 + 1, from += width * 4) {
    bytes[at] = filters.none;
    bytes.set(source.subarray(from, from + width * 4), at + 1);
  }
}

/** The filter that makes more pixels of a row zero, and how many it leaves. */
function bestFilter(pixels: Int32Array, start: number, width: number): { filter: number; changes: number } {
  const left = changesAt(pixels, start, width, 1);
  // There is no row above the first; reading outside of an array would make the loop many times as slow.
  const above = start > 0 ? changesAt(pixels, start, width, width) : width + 1;
  return above <= left ? { filter: filters.above, changes: above } : { filter: filters.left, changes: left };
}

/** How many pixels of a row differ from the one `distance` before. The first pixel counts as different. */
function changesAt(pixels: Int32Array, start: number, width: number, distance: number): number {
  let changes = 1;
  for (let at = start + 1; at < start + width; at++) {
    if (pixels[at] !== pixels[at - distance]) changes++;
  }
  return changes;
}

function subtractAbove(pixels: Int32Array, start: number, row: Int32Array): void {
  const width = row.length;
  for (let x = 0; x < width; x++) {
    row[x] = difference(pixels[start + x] as number, pixels[start + x - width] as number);
  }
}

function subtractLeft(pixels: Int32Array, start: number, row: Int32Array): void {
  row[0] = pixels[start] as number;
  for (let x = 1; x < row.length; x++) {
    row[x] = difference(pixels[start + x] as number, pixels[start + x - 1] as number);
  }
}

/** Subtracts each of four bytes. Their highest bits are set apart, so that no byte borrows from the next. */
function difference(a: number, b: number): number {
  return ((a | 0x80808080) - (b & 0x7f7f7f7f)) ^ ((a ^ ~b) & 0x80808080);
}
