// Makes PNG files of any kind, also ones that no encoder would write.
import { deflateSync } from "node:zlib";
import { joinChunks } from "../../../src/screen/png/chunks.ts";
import { inflatedSize, passesOf } from "../../../src/screen/png/passes.ts";

/** What a PNG file says about itself. */
export interface PngKind {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly interlaced?: boolean;
}

const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Returns the data of a header chunk. */
export function headerOf({ width, height, depth, colourType, interlaced = false }: PngKind): Uint8Array {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colourType, 0, 0, interlaced ? 1 : 0], 8);
  return data;
}

/** A file of these chunks after its header; `pixels` are compressed into the chunk `IDAT`. */
export function pngFile(
  kind: PngKind,
  pixels: Uint8Array,
  chunks: readonly (readonly [type: string, data: Uint8Array])[] = [],
): Uint8Array {
  return joinChunks([["IHDR", headerOf(kind)], ...chunks, ["IDAT", deflateSync(pixels)]]);
}

/**
 * Returns pixels as they are before compression: each row with the number of a random filter. Any bytes are pixels in
 * any filter, so these decode to something that needs each filter at each place.
 */
export function randomPixels(kind: PngKind, random: () => number): Uint8Array {
  const header = { interlaced: false, ...kind, channels: channelsOf[kind.colourType] ?? 1 };
  const pixels = Uint8Array.from({ length: inflatedSize(header) }, () => random() * 256);
  let at = 0;
  for (const { height, rowBytes } of passesOf(header)) {
    for (let row = 0; row < height; row++, at += rowBytes + 1) pixels[at] = random() * 5;
  }
  return pixels;
}

/** Returns numbers from 0 to 1 that are the same for the same seed (Park and Miller, 1988). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
