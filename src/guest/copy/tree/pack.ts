// Writes a tree of this host as a tar archive, whose size is known before.
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { LocalEntry } from "./local-tree.ts";
import { blockBytes, headersOf, paddingOf } from "./tar-header.ts";

/** Bytes per read. */
const readBytes = 2 ** 20;

/** Two blocks of zeros end an archive. */
const end = Buffer.alloc(2 * blockBytes);

/** The size of the archive in bytes. */
export function archiveSize(entries: readonly LocalEntry[]): number {
  return entries.reduce((sum, entry) => sum + headersOf(entry).length + entry.size + paddingOf(entry.size), end.length);
}

/**
 * Yields the archive. A file that has grown since it was listed is cut to its size of then.
 *
 * @throws {Error} when a file has become shorter, or cannot be read
 */
export async function* pack(entries: readonly LocalEntry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    yield headersOf(entry);
    if (entry.type === "file" && entry.size > 0) yield* fileContent(entry);
    yield Buffer.alloc(paddingOf(entry.size));
  }
  yield end;
}

async function* fileContent({ source, size }: LocalEntry): AsyncGenerator<Buffer> {
  // Without O_NONBLOCK, opening a named pipe that has taken the file's place waits for a writer.
  await using file = await open(source, constants.O_RDONLY | constants.O_NONBLOCK);
  yield* contentOf(file, size, source.toString());
}

/**
 * Yields the first `size` bytes of a file.
 *
 * @throws {Error} when it is shorter
 */
export async function* contentOf(file: FileHandle, size: number, name: string): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < size; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(readBytes, size - sent)));
    if (bytesRead === 0) throw new Error(`the file ${name} was truncated to less than ${size} bytes during the copy`);
    sent += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
