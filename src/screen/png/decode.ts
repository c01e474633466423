// Decodes PNG files. Pixels are inflated in Node's thread pool and converted on the search thread, so that recordings on
// the main thread go on.
import { promisify } from "node:util";
import { inflate } from "node:zlib";
import type { Frame } from "../../base/geometry/frame.ts";
import { toFrameInWorker } from "../matching/thread.ts";
import { type PngContent, parseChunks } from "./chunks.ts";
import { colourTypes, PngFault } from "./header.ts";
import { inflatedSize } from "./passes.ts";
import { checkFilters, toFrame } from "./to-frame.ts";

const inflated = promisify(inflate);

/** Fewer bytes are converted on the main thread: that takes about a millisecond, no more than to send them away. */
const mostOnMainThread = 256 << 10;

/** Deflate (RFC 1951) shrinks data to no less than a 1032nd. */
const bestRatio = 1032;

/** Some writers append a few bytes to the pixels, which every decoder ignores. */
const ignoredBytes = 64 << 10;

/**
 * Decodes a file of any colour type and bit depth. Checks its header, its checksums and the size of its pixels before
 * it inflates them.
 *
 * @throws {PngFault} when the file is damaged, or larger than any screen
 */
export async function decodePng(content: Uint8Array): Promise<Frame> {
  const { pixels, ...colours } = parseChunks(content);
  if (colours.header.colourType === colourTypes.palette && !colours.palette) {
    throw new PngFault("is a damaged PNG file: its palette is missing");
  }
  const bytes = await inflatePixels(colours.header, pixels);
  checkFilters(colours.header, bytes);
  return bytes.length > mostOnMainThread ? toFrameInWorker(colours, bytes) : toFrame(colours, bytes);
}

async function inflatePixels(header: PngContent["header"], parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const size = inflatedSize(header);
  const compressed = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  if (compressed.length * bestRatio < size) throw new PngFault("is a damaged PNG file: pixels are missing");
  const most = size + ignoredBytes;
  try {
    const bytes = await inflated(compressed, { chunkSize: most, maxOutputLength: most });
    if (bytes.length >= size) return bytes;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === "ERR_BUFFER_TOO_LARGE" ? "it holds more data than its pixels need" : "its pixels are invalid";
    throw new PngFault(`is a damaged PNG file: ${reason}`, { cause: error });
  }
  throw new PngFault("is a damaged PNG file: pixels are missing");
}
