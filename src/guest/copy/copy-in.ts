// Copies a file into the guest, which verifies its SHA-256 before renaming it to its final path.
import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { Socket } from "node:net";
import { basename, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { DemotoolError, describeThrown, OptionError } from "../../base/errors.ts";
import { GuestError } from "../errors.ts";
import type { CopyChannel } from "./channel.ts";
import { type CopyJob, startOf } from "./job.ts";
import { receiveScript } from "./scripts.ts";

/** Bytes per read. */
const readBytes = 2 ** 20;

/**
 * Copies a file into the guest, for `job.user`.
 *
 * @param mode its permissions in the guest. Default: those on this host
 * @returns its size in bytes
 * @throws {OptionError} when there is no such file on this host
 * @throws {GuestError} when it cannot be written in the guest; no partial file is left
 * @throws {TimeoutError} {@link AbortedError} when the deadline ends it
 */
export async function copyIntoGuest(channel: CopyChannel, job: CopyJob, mode?: number): Promise<number> {
  const local = resolve(job.local);
  await using file = await openLocal(local);
  const found = await file.stat();
  if (!found.isFile()) throw notCopied(local, found.isDirectory() ? "is a directory" : "is not a regular file");
  const note = `/run/demotool-${randomUUID()}`;
  const permissions = ((mode ?? found.mode) & 0o7777).toString(8);
  const args = [job.guest, String(found.size), job.user, permissions, basename(local), note];
  const what = `copy of ${local} to ${job.guest} in the guest`;
  const side = { script: receiveScript, args, note, cwd: startOf(job), user: job.user, what, deadline: job.deadline };
  await channel.transfer(side, (socket) => send(file, found.size, socket, what));
  return found.size;
}

async function openLocal(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw notCopied(path, "cannot be read", error);
  }
}

/** Sends exactly `size` bytes, as announced to the guest, then their digest. */
async function send(file: FileHandle, size: number, socket: Socket, what: string): Promise<void> {
  const hash = createHash("sha256");
  async function* content(): AsyncGenerator<Buffer> {
    for (let sent = 0; sent < size; ) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(readBytes, size - sent)));
      if (bytesRead === 0) throw new Error(`the file was truncated to less than ${size} bytes during the copy`);
      const piece = buffer.subarray(0, bytesRead);
      hash.update(piece);
      sent += bytesRead;
      yield piece;
    }
    yield Buffer.from(hash.digest("hex"));
  }
  try {
    await pipeline(content, socket, { end: false });
  } catch (error) {
    if (error instanceof DemotoolError) throw error;
    throw new GuestError({
      headline: `${what}: sending it failed: ${describeThrown(error)}`,
      next: "check that the file does not change during the copy, and that the VM is still running",
      cause: error,
    });
  }
}

function notCopied(local: string, what: string, cause?: unknown): OptionError {
  return new OptionError({
    headline: `${local} ${what}`,
    facts: { reason: cause === undefined ? undefined : describeThrown(cause) },
    next: "give the path of a file; pack a directory with tar first",
    cause,
  });
}
