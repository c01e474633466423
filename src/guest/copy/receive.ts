// Takes a file from the guest's sender: a line with its size and mode, its bytes, their SHA-256.
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { digestLength } from "./scripts.ts";

/** More than this is no line with two numbers. */
const longestLine = 64;

interface Announcement {
  readonly size: number;
  readonly mode: number;
  /** What came after the line. */
  readonly rest: Buffer;
}

/**
 * Writes what comes into `file`, and returns the mode that the file has in the guest.
 *
 * @throws {Error} when what came is not what was sent, or the connection ends before
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
      throw new Error("what arrived is not what was sent, or the file changed meanwhile");
    return announced.mode;
  }
  throw new Error("the connection to the guest ended too early");
}

/** Reads the line; undefined while its end is not there. */
function announcement(bytes: Buffer): Announcement | undefined {
  const end = bytes.indexOf("\n");
  if (end < 0 && bytes.length <= longestLine) return undefined;
  const [, size, mode] = /^(\d+) ([0-7]+)$/.exec(bytes.toString("latin1", 0, Math.max(end, 0))) ?? [];
  if (size === undefined || mode === undefined) throw new Error("what arrived does not begin with the file's size");
  return { size: Number(size), mode: Number.parseInt(mode, 8), rest: bytes.subarray(end + 1) };
}
