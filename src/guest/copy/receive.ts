// Receives a file from the send script in the guest: a line with its size and mode, its bytes, and their SHA-256.
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { digestLength } from "./scripts.ts";

/** Maximum length of the first line, which has two numbers. */
const maxLineBytes = 64;

/** What the guest announces. */
export interface Announcement {
  /** In bytes. */
  readonly size: number;
  /** From 0 to 0o7777. */
  readonly mode: number;
}

interface FirstLine extends Announcement {
  /** The bytes that follow the line. */
  readonly rest: Buffer;
}

/**
 * Writes the content into `file`. Returns the mode that the file has in the guest.
 *
 * @param accept is told what the guest announces, before anything is written; throws to refuse it
 * @throws {Error} when what is announced is not a size and a mode, the digest does not match, or the connection ends too
 *   early
 */
export async function receiveFile(
  pieces: AsyncIterable<Buffer>,
  file: FileHandle,
  accept: (announced: Announcement) => Promise<void> = async () => {},
): Promise<number> {
  const hash = createHash("sha256");
  let start = Buffer.alloc(0);
  let announced: FirstLine | undefined;
  let left = 0;
  let digest = "";
  for await (const piece of pieces) {
    let bytes = piece;
    if (announced === undefined) {
      start = Buffer.concat([start, piece]);
      announced = announcement(start);
      if (announced === undefined) continue;
      await accept(announced);
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
function announcement(bytes: Buffer): FirstLine | undefined {
  const end = bytes.indexOf("\n");
  if (end < 0 && bytes.length <= maxLineBytes) return undefined;
  const line = bytes.toString("latin1", 0, Math.min(Math.max(end, 0), maxLineBytes));
  const [, digits, mode] = /^(\d{1,16}) ([0-7]{1,4})$/.exec(line) ?? [];
  const size = Number(digits);
  if (mode === undefined || !Number.isSafeInteger(size))
    throw new Error("the received data does not begin with the file's size and mode");
  return { size, mode: Number.parseInt(mode, 8), rest: bytes.subarray(end + 1) };
}
