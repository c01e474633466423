// Converts rows of any colour type and bit depth to RGBA (https://www.w3.org/TR/png-3/#6Colour-values).
import type { PngContent } from "./chunks.ts";
import { colourTypes } from "./header.ts";

/** Converts the first `width` pixels of a row, into as many pixels of `out`. */
export type RowConverter = (row: Uint8Array, width: number, out: Uint32Array) => void;

/** What decides on the colour of a pixel. */
export type Colours = Pick<PngContent, "header" | "palette" | "transparency">;

/** Returns the converter for the rows of a file. */
export function rowConverter(colours: Colours): RowConverter {
  const { depth, channels } = colours.header;
  if (depth === 16) return deepConverter(colours);
  if (channels === 1) return indexConverter(tableOf(colours), depth);
  if (channels === 2) return greyAlpha;
  return channels === 3 ? colourConverter(transparentSamples(colours)) : colourAlpha;
}

/** Looks up the colour of each sample: a grey value or an index into a palette. */
function indexConverter(table: Uint32Array, depth: number): RowConverter {
  if (depth === 8) {
    return (row, width, out) => {
      for (let pixel = 0; pixel < width; pixel++) out[pixel] = table[row[pixel] as number] as number;
    };
  }
  const mask = 2 ** depth - 1;
  return (row, width, out) => {
    for (let pixel = 0; pixel < width; pixel++) {
      const bit = pixel * depth;
      const sample = ((row[bit >> 3] as number) >> (8 - depth - (bit & 7))) & mask;
      out[pixel] = table[sample] as number;
    }
  };
}

/** The colour of each sample. An index beyond the palette is black. */
function tableOf(colours: Colours): Uint32Array {
  const { header, palette = new Uint8Array(0), transparency } = colours;
  const table = new Uint32Array(256);
  const bytes = new Uint8Array(table.buffer);
  const most = 2 ** header.depth - 1;
  const [transparent] = transparentSamples(colours) ?? [];
  for (let sample = 0; sample < 256; sample++) {
    if (header.colourType === colourTypes.palette) {
      bytes.set([...palette.subarray(sample * 3, sample * 3 + 3)], sample * 4);
      bytes[sample * 4 + 3] = transparency?.[sample] ?? 255;
    } else {
      const grey = Math.round((sample * 255) / most);
      bytes.set([grey, grey, grey, sample === transparent ? 0 : 255], sample * 4);
    }
  }
  return table;
}

/** The samples of the one transparent grey or colour. */
function transparentSamples({ header, transparency }: Colours): number[] | undefined {
  if (header.colourType === colourTypes.palette || !transparency || transparency.length < header.channels * 2) return;
  // With fewer than 16 bits, only the low bits count.
  const mask = 2 ** header.depth - 1;
  return Array.from({ length: header.channels }, (_, channel) => sample16(transparency, channel) & mask);
}

function sample16(bytes: Uint8Array, index: number): number {
  return ((bytes[index * 2] as number) << 8) | (bytes[index * 2 + 1] as number);
}

function greyAlpha(row: Uint8Array, width: number, out: Uint32Array): void {
  const bytes = bytesOf(out);
  for (let pixel = 0; pixel < width; pixel++) {
    bytes.fill(row[pixel * 2] as number, pixel * 4, pixel * 4 + 3);
    bytes[pixel * 4 + 3] = row[pixel * 2 + 1] as number;
  }
}

function colourAlpha(row: Uint8Array, width: number, out: Uint32Array): void {
  bytesOf(out).set(row.subarray(0, width * 4));
}

function colourConverter([red, green, blue]: readonly number[] = []): RowConverter {
  return (row, width, out) => {
    const bytes = bytesOf(out);
    for (let pixel = 0, from = 0, to = 0; pixel < width; pixel++, from += 3, to += 4) {
      const r = row[from] as number;
      const g = row[from + 1] as number;
      const b = row[from + 2] as number;
      bytes[to] = r;
      bytes[to + 1] = g;
      bytes[to + 2] = b;
      bytes[to + 3] = r === red && g === green && b === blue ? 0 : 255;
    }
  };
}

/** Rounds samples of 16 bits to 8. */
function deepConverter(colours: Colours): RowConverter {
  const { channels } = colours.header;
  const transparent = transparentSamples(colours);
  const hasAlpha = channels === 2 || channels === 4;
  return (row, width, out) => {
    const bytes = bytesOf(out);
    for (let pixel = 0; pixel < width; pixel++) {
      const first = pixel * channels;
      const alpha = hasAlpha
        ? rounded(sample16(row, first + channels - 1))
        : transparent?.every((sample, channel) => sample === sample16(row, first + channel))
          ? 0
          : 255;
      for (let colour = 0; colour < 3; colour++) {
        bytes[pixel * 4 + colour] = rounded(sample16(row, channels < 3 ? first : first + colour));
      }
      bytes[pixel * 4 + 3] = alpha;
    }
  };
}

/** 65_535 is 257 times 255. */
function rounded(sample: number): number {
  return Math.round(sample / 257);
}

function bytesOf(pixels: Uint32Array): Uint8Array {
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}
