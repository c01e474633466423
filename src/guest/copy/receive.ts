// Receives a file from the send script in the guest: a line with its size and mode, its bytes, and their SHA-256.
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { digestLength } from "./scripts.ts";

/** Maximum length of the first line, which has two numbers. */
const maxLineBytes = 64;

interface Announcement {
  readonly size: number;
  readonly mode: number;
  /** The bytes that follow the line. */
  readonly rest: Buffer;
}

/**
 * Writes the content into `file`. Returns the mode that the file has in the guest.
 *
 * @throws {Error} when the digest does not match, or the connection ends too early
 */
export async function receiveFile(pieces: AsyncIterable<Buffer>, file: FileHandle): Promise<number> {
  const hash = createHash("sha256");
  let start = Buffer.alloc(0);
  let announced: Announcement | undefined;
  let left = 0;
  let digest = "";
  for await (const piece of pieces) {
    let bytes = piece;
    if (announced === undefined) {
      start = Buffer.concat([start, piece]);
      announced = announcement(start);
      if (announced === undefined) continue;
      left = announced.size;
      bytes = announced.rest;
    }
    const content = bytes.subarray(0, left);
    hash.update(content);
    await file.appendFile(content);
    left -= content.length;
    digest += bytes.subarray(content.length).toString("latin1");
    if (left > 0 || digest.length < digestLength) continue;
    if (digest !== hash.digest("hex"))
      throw new Error("the received data does not match its checksum, or the file changed during the copy");
    return announced.mode;
  }
  throw new Error("the connection to the guest ended too early");
}

/** Parses the line; undefined while it is incomplete. */
function announcement(bytes: Buffer): Announcement | undefined {
  const end = bytes.indexOf("\n");
  if (end < 0 && bytes.length <= maxLineBytes) return undefined;
  const [, size, mode] = /^(\d+) ([0-7]+)$/.exec(bytes.toString("latin1", 0, Math.max(end, 0))) ?? [];
  if (size === undefined || mode === undefined)
    throw new Error("the received data does not begin with the file's size");
  return { size: Number(size), mode: Number.parseInt(mode, 8), rest: bytes.subarray(end + 1) };
}
