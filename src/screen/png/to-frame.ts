// Makes a frame of the inflated pixels of a PNG file.
import type { Frame } from "../../base/geometry/frame.ts";
import { PngFault, type PngHeader } from "./header.ts";
import { type Pass, passesOf } from "./passes.ts";
import { type Colours, rowConverter } from "./to-rgba.ts";
import { lastFilter, unfilter } from "./unfilter.ts";

/**
 * Checks that each row starts with the number of a filter.
 *
 * @param bytes at least as long as the header says
 * @throws {PngFault} for an unknown filter
 */
export function checkFilters(header: PngHeader, bytes: Uint8Array): void {
  let at = 0;
  for (const { height, rowBytes } of passesOf(header)) {
    for (let row = 0; row < height; row++, at += rowBytes + 1) {
      if ((bytes[at] ?? 0) <= lastFilter) continue;
      throw new PngFault(`is a damaged PNG file: it has a row with the unknown filter ${bytes[at]}`);
    }
  }
}

/**
 * Makes the frame.
 *
 * @param bytes of which {@link checkFilters} approves; overwritten
 */
export function toFrame(colours: Colours, bytes: Uint8Array): Frame {
  const { header } = colours;
  const { width, height, channels, depth } = header;
  const convert = rowConverter(colours);
  const pixels = new Uint32Array(width * height);
  let start = 0;
  for (const pass of passesOf(header)) {
    unfilter(bytes, start, pass, Math.max(1, (channels * depth) >> 3));
    const end = start + pass.height * (pass.rowBytes + 1);
    spread(bytes.subarray(start, end), pass, (row, out) => convert(row, pass.width, out), { width, pixels });
    start = end;
  }
  return { width, height, data: new Uint8Array(pixels.buffer) };
}

/** Converts the rows of a pass and puts their pixels where they belong. */
function spread(
  bytes: Uint8Array,
  { x, y, dx, dy, width, height, rowBytes }: Pass,
  convert: (row: Uint8Array, out: Uint32Array) => void,
  frame: { readonly width: number; readonly pixels: Uint32Array },
): void {
  const scratch = new Uint32Array(width);
  for (let index = 0; index < height; index++) {
    const at = index * (rowBytes + 1) + 1;
    const row = bytes.subarray(at, at + rowBytes);
    const first = (y + index * dy) * frame.width + x;
    if (dx === 1) {
      convert(row, frame.pixels.subarray(first, first + width));
      continue;
    }
    convert(row, scratch);
    for (let column = 0; column < width; column++) frame.pixels[first + column * dx] = scratch[column] as number;
  }
}
