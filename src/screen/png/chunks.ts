// The chunks of a PNG file (https://www.w3.org/TR/png-3/#5DataRep).
import { crc32 } from "node:zlib";
import { PngFault, type PngHeader, parseHeader, signature } from "./header.ts";

/** What a PNG file holds, still compressed. */
export interface PngContent {
  readonly header: PngHeader;
  /** Red, green and blue of each colour; undefined without a palette. */
  readonly palette: Uint8Array | undefined;
  /** The alpha values of the palette, or the transparent grey or colour; undefined without one. */
  readonly transparency: Uint8Array | undefined;
  /** The compressed pixels. */
  readonly pixels: readonly Uint8Array[];
}

/**
 * Splits a file into its parts and checks their checksums. Text, colour profiles, animations and other chunks that do
 * not change the pixels are skipped.
 *
 * @throws {PngFault} when the file is damaged
 */
export function parseChunks(content: Uint8Array): PngContent {
  const header = parseHeader(content);
  const pixels: Uint8Array[] = [];
  const found = new Map<string, Uint8Array>();
  for (const { type, data } of chunksOf(content)) {
    if (type === "IDAT") pixels.push(data);
    else found.set(type, data);
  }
  return { header, palette: found.get("PLTE"), transparency: found.get("tRNS"), pixels };
}

/** Writers put 8 KiB or more into a chunk: the largest screen has fewer than 35,000 of them. */
const mostChunks = 1 << 16;

function* chunksOf(content: Uint8Array): Generator<{ readonly type: string; readonly data: Uint8Array }> {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  for (let at = signature.length, count = 1; ; count++) {
    if (count > mostChunks) throw new PngFault(`is a damaged PNG file: it has more than ${mostChunks} parts`);
    const length = at + 12 <= content.length ? view.getUint32(at) : Number.POSITIVE_INFINITY;
    const end = at + 12 + length;
    if (end > content.length) throw new PngFault("is a damaged PNG file: its end is missing");
    const type = String.fromCharCode(...content.subarray(at + 4, at + 8));
    if (crc32(content.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw new PngFault(`is a damaged PNG file: the checksum of its part ${JSON.stringify(type)} is wrong`);
    }
    if (type === "IEND") return;
    yield { type, data: content.subarray(at + 8, end - 4) };
    at = end;
  }
}

/** Returns a file made of chunks, and of the chunk that ends it. */
export function joinChunks(chunks: readonly (readonly [type: string, data: Uint8Array])[]): Uint8Array {
  const all = [...chunks, ["IEND", new Uint8Array(0)] as const];
  const size = all.reduce((sum, [, data]) => sum + 12 + data.length, signature.length);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  file.set(signature);
  let at = signature.length;
  for (const [type, data] of all) {
    view.setUint32(at, data.length);
    file.set(Buffer.from(type, "latin1"), at + 4);
    file.set(data, at + 8);
    view.setUint32(at + 8 + data.length, crc32(file.subarray(at + 4, at + 8 + data.length)));
    at += 12 + data.length;
  }
  return file;
}
