// Encodes frames as PNG files.
import { promisify } from "node:util";
import { constants, deflate, deflateRaw, deflateRawSync, deflateSync, type ZlibOptions } from "node:zlib";
import type { Frame } from "../../base/geometry/frame.ts";
import { joinChunks } from "./chunks.ts";
import { type Band, filterRows } from "./filter.ts";
import { colourTypes } from "./header.ts";

const inThreadPool = { deflate: promisify(deflate), deflateRaw: promisify(deflateRaw) };

/**
 * Encodes a frame. Compression runs in Node's thread pool, several bands at a time. The frame may change as soon as the
 * promise is returned.
 */
export async function encodePng(frame: Frame): Promise<Uint8Array> {
  const { rows, bands } = filterRows(frame);
  const [stored, ...parts] = await Promise.all([
    inThreadPool.deflate(rows, asItIs),
    ...bands.map((band, index) => inThreadPool.deflateRaw(band.bytes, settings(band, index === bands.length - 1))),
  ]);
  return file(frame, stored, parts);
}

/** Encodes a frame on this thread. */
export function encodePngSync(frame: Frame): Uint8Array {
  const { rows, bands } = filterRows(frame);
  const parts = bands.map((band, index) => deflateRawSync(band.bytes, settings(band, index === bands.length - 1)));
  return file(frame, deflateSync(rows, asItIs), parts);
}

/** Only its checksum is used: this is the way to have zlib compute one. */
const asItIs: ZlibOptions = { level: 0, chunkSize: 1 << 20 };

/**
 * Run lengths suit filtered rows. Level 4 is the first that finds repeated patterns in long matches; on plain areas it
 * takes five times as long as run lengths.
 */
function settings({ isFiltered }: Band, isLast: boolean): ZlibOptions {
  return {
    ...(isFiltered ? { level: 1, strategy: constants.Z_RLE } : { level: 4 }),
    // Ends at a whole byte, so that the parts can be joined.
    finishFlush: isLast ? constants.Z_FINISH : constants.Z_FULL_FLUSH,
    chunkSize: 64 << 10,
  };
}

/** The header of a zlib stream (RFC 1950): deflate with a window of 32 KiB, compressed fast. */
const zlibHeader = Uint8Array.of(0x78, 0x01);

function file({ width, height }: Frame, stored: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, colourTypes.colourAlpha, 0, 0, 0], 8);
  return joinChunks([
    ["IHDR", header],
    ["IDAT", Buffer.concat([zlibHeader, ...parts, stored.subarray(-4)])],
  ]);
}
