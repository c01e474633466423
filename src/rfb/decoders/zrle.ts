// ZRLE encoding (RFC 6143 section 7.7.6): tiles of 64x64 pixels with palettes and run lengths, compressed with zlib.
import type { Region } from "../../base/geometry/region.ts";
import { RfbFormatError } from "../errors.ts";
import type { Decoder, Encoding } from "./encoding.ts";
import { createInflater } from "./inflate.ts";
import { TileReader } from "./tile-reader.ts";

const tileSidePixels = 64;
/** The longest tile has runs of one pixel, 4 bytes each, after a full palette. */
const maxPixelBytes = 4;
const maxTileStartBytes = 1 + 127 * 3;

/** Paints tile by tile. All rectangles of a connection share one zlib stream. */
export const zrle: Encoding = { number: 16, paints: true, create: () => createZrleDecoder() };

function createZrleDecoder(): Decoder {
  const inflater = createInflater();
  return async (reader, framebuffer, rectangle) => {
    await reader.need(4);
    const length = reader.u32();
    const tiles = [...tilesOf(rectangle)];
    const maxInflated = rectangle.width * rectangle.height * maxPixelBytes + tiles.length * maxTileStartBytes;
    // Compression can lengthen data slightly, but never doubles it.
    if (length > 2 * maxInflated + 1024) throw new RfbFormatError(`a ZRLE rectangle of ${length} bytes is too long`);
    await reader.need(length);
    const source = new TileReader(await inflater.inflate(reader.view(length), maxInflated));
    for (const tile of tiles) framebuffer.paint(tile, decodeTile(source, tile.width * tile.height, tile.width));
    source.expectEnd();
  };
}

function* tilesOf({ x, y, width, height }: Region): Generator<Region> {
  for (let top = 0; top < height; top += tileSidePixels) {
    for (let left = 0; left < width; left += tileSidePixels) {
      yield {
        x: x + left,
        y: y + top,
        width: Math.min(tileSidePixels, width - left),
        height: Math.min(tileSidePixels, height - top),
      };
    }
  }
}

function decodeTile(source: TileReader, count: number, width: number): Int32Array {
  const kind = source.byte();
  if (kind === 0) return source.pixels(count);
  if (kind === 1) return new Int32Array(count).fill(source.pixel());
  if (kind <= 16) return packedPalette(source, source.pixels(kind), count, width);
  if (kind === 128) return runs(count, () => ({ pixel: source.pixel(), length: source.runLength() }));
  if (kind < 130) throw new RfbFormatError(`unknown subencoding ${kind} of a ZRLE tile`);
  const palette = source.pixels(kind - 128);
  return runs(count, () => paletteRun(source, palette));
}

/** Palette indexes of 1, 2 or 4 bits. Each row starts a new byte. */
function packedPalette(source: TileReader, palette: Int32Array, count: number, width: number): Int32Array {
  const bits = palette.length === 2 ? 1 : palette.length <= 4 ? 2 : 4;
  const pixels = new Int32Array(count);
  for (let row = 0; row < count; row += width) {
    let byte = 0;
    for (let column = 0, left = 0; column < width; column++) {
      if (left === 0) {
        byte = source.byte();
        left = 8;
      }
      left -= bits;
      pixels[row + column] = colour(palette, (byte >> left) & ((1 << bits) - 1));
    }
  }
  return pixels;
}

interface Run {
  readonly pixel: number;
  readonly length: number;
}

function paletteRun(source: TileReader, palette: Int32Array): Run {
  const index = source.byte();
  return { pixel: colour(palette, index & 0x7f), length: index & 0x80 ? source.runLength() : 1 };
}

function runs(count: number, next: () => Run): Int32Array {
  const pixels = new Int32Array(count);
  for (let at = 0; at < count; ) {
    const { pixel, length } = next();
    if (at + length > count) throw new RfbFormatError("a ZRLE run is longer than its tile");
    pixels.fill(pixel, at, at + length);
    at += length;
  }
  return pixels;
}

function colour(palette: Int32Array, index: number): number {
  const pixel = palette[index];
  if (pixel === undefined) throw new RfbFormatError(`no colour ${index} in a ZRLE palette of ${palette.length}`);
  return pixel;
}
