// Encodes grey frames as an uncompressed TIFF file with one page each (TIFF 6.0, sections 2, 4 and 7).
import type { GreyFrame } from "./grey.ts";

const entries = 10;
const directorySize = 2 + entries * 12 + 4;

/** Encodes the pages as a TIFF file. */
export function toTiff(pages: readonly GreyFrame[]): Uint8Array {
  const size = pages.reduce((sum, page) => sum + directorySize + padded(page), 8);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x4949, true);
  view.setUint16(2, 42, true);
  view.setUint32(4, 8, true);
  let at = 8;
  for (const [index, page] of pages.entries()) {
    const pixels = at + directorySize;
    const next = pixels + padded(page);
    writeDirectory(view, at, page, pixels, index === pages.length - 1 ? 0 : next);
    bytes.set(page.data, pixels);
    at = next;
  }
  return bytes;
}

/** Directories start at even offsets. */
function padded({ data }: GreyFrame): number {
  return data.length + (data.length % 2);
}

function writeDirectory(view: DataView, at: number, page: GreyFrame, pixels: number, next: number): void {
  const [short, long] = [3, 4];
  const fields: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, long, page.width],
    [257, long, page.height],
    [258, short, 8], // bits per sample
    [259, short, 1], // not compressed
    [262, short, 1], // 0 is black
    [273, long, pixels],
    [277, short, 1], // samples per pixel
    [278, long, page.height], // rows per strip
    [279, long, page.data.length],
    [284, short, 1], // samples interleaved
  ];
  view.setUint16(at, fields.length, true);
  for (const [index, [tag, type, value]] of fields.entries()) {
    const field = at + 2 + index * 12;
    view.setUint16(field, tag, true);
    view.setUint16(field + 2, type, true);
    view.setUint32(field + 4, 1, true);
    if (type === short) view.setUint16(field + 8, value, true);
    else view.setUint32(field + 8, value, true);
  }
  view.setUint32(at + 2 + entries * 12, next, true);
}
