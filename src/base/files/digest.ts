// Digests of texts, for names and keys, and of files.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/**
 * Returns the SHA-256 digest of a text in UTF-8, in hexadecimal.
 *
 * @param digits how many of the 64 digits to keep: 8 are enough for a few texts, 32 for any number
 */
export function digestOf(text: string, digits = 64): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

/** Bytes per read: one takes the hash, and so this thread, less than a millisecond or two. */
const chunkBytes = 2 ** 20;

/**
 * Returns the SHA-256 digest of a file's content, in hexadecimal. It takes about a second for each gigabyte.
 *
 * @throws the signal's reason, or the system's error when the file cannot be read
 */
export async function digestOfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  const stream = createReadStream(path, { highWaterMark: chunkBytes });
  for await (const chunk of stream) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex");
}
