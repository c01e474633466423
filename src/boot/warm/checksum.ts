// Computes checksums of files too large for memory while their content is copied.
import { open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { SavedFile } from "./manifest.ts";

/** Bytes per read. */
const chunkBytes = 4 * 2 ** 20;

/** Computes the size and checksum of a stream. */
export class Checksum {
  #bytes = 0;
  #checksum = 0;

  /** Adds the next bytes. */
  add(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    this.#checksum = crc32(bytes, this.#checksum);
  }

  /** Size and checksum of all bytes so far. */
  get saved(): SavedFile {
    return { bytes: this.#bytes, checksum: this.#checksum };
  }
}

/**
 * Reads a file to its end and returns its size and checksum. Passes each part to `pass`; a later part overwrites it
 * once `pass` has resolved.
 */
export async function readThrough(
  path: string,
  pass: (bytes: Buffer) => Promise<void> = async () => {},
): Promise<SavedFile> {
  const checksum = new Checksum();
  await using file = await open(path, "r");
  // One is filled while the other is passed on.
  const buffers = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)] as const;
  let passing: Promise<void> = Promise.resolve();
  for (let turn = 0; ; turn++) {
    const buffer = turn % 2 === 0 ? buffers[0] : buffers[1];
    const { bytesRead } = await file.read(buffer, 0, chunkBytes);
    const bytes = buffer.subarray(0, bytesRead);
    checksum.add(bytes);
    await passing;
    if (bytesRead === 0) return checksum.saved;
    passing = pass(bytes);
    passing.catch(() => {});
  }
}

/** Whether two files have the same size and checksum. */
export function isSame(one: SavedFile, other: SavedFile): boolean {
  return one.bytes === other.bytes && one.checksum === other.checksum;
}
