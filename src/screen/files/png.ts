// Reads and writes PNG files.
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { describeThrown, OptionError } from "../../base/errors.ts";
import { type WriteOptions, writeWholeFile } from "../../base/files/whole-file.ts";
import type { Frame } from "../../base/geometry/frame.ts";
import { decodePng } from "../png/decode.ts";
import { encodePng } from "../png/encode.ts";
import { headerEnd, PngFault, parseHeader } from "../png/header.ts";
import { inflatedSize } from "../png/passes.ts";

/** A file holds no PNG, a part of one, or one that is larger than any screen (code `OPTION`). */
export class DamagedPngError extends OptionError {}

/**
 * Reads a PNG file of any colour type and bit depth. Its header is checked before the rest of it is read.
 *
 * @throws {DamagedPngError} when the file is damaged, not a PNG file, or larger than any screen
 * @throws {OptionError} when it cannot be read
 */
export async function readPng(path: string): Promise<Frame> {
  try {
    return await decodePng(await readContent(path));
  } catch (error) {
    throw error instanceof PngFault ? unusable(path, error) : unreadable(path, error);
  }
}

/**
 * Writes a frame to a PNG file, which is never there in part. The frame may change as soon as the promise is returned.
 *
 * @throws {DiskSpaceError} {@link FileError} when it cannot be written
 */
export async function writePng(path: string, frame: Frame, options?: WriteOptions): Promise<void> {
  await writeWholeFile(path, await encodePng(frame), options);
}

/** Room for text, colour profiles and the like beside the pixels. */
const mostOtherBytes = 64 << 20;

async function readContent(path: string): Promise<Uint8Array> {
  // Without O_NONBLOCK, opening a named pipe waits for a writer.
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = await file.stat();
  if (!stats.isFile()) throw new PngFault("is not a PNG file", { next: "give the path of a PNG file" });
  const start = new Uint8Array(headerEnd);
  const { bytesRead } = await file.read(start, 0, headerEnd, 0);
  const header = parseHeader(start.subarray(0, bytesRead));
  if (stats.size > inflatedSize(header) + mostOtherBytes) {
    throw new PngFault(`is a damaged PNG file: ${stats.size} bytes are more than its pixels need`);
  }
  return file.readFile();
}

function unusable(path: string, { message, next, cause }: PngFault): DamagedPngError {
  return new DamagedPngError({
    headline: `the file ${path} ${message}`,
    facts: { path, reason: cause === undefined ? undefined : describeThrown(cause) },
    next,
    cause,
  });
}

function unreadable(path: string, cause: unknown): OptionError {
  return new OptionError({
    headline: `the file ${path} cannot be read`,
    facts: { path, reason: describeThrown(cause) },
    next: "give the path of a PNG file",
    cause,
  });
}
