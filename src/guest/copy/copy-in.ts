// Copies files and directories into the guest, which verifies a SHA-256 before anything gets its final path.
import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import type { Socket } from "node:net";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { DemotoolError, describeThrown, OptionError } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import { GuestError } from "../errors.ts";
import type { CopyChannel } from "./channel.ts";
import type { CopyJob } from "./job.ts";
import { Progress } from "./progress.ts";
import { receiveScript, receiveTreeScript } from "./scripts.ts";
import { isPattern, matching } from "./tree/glob.ts";
import { directoryTree, type LocalTree, treeOf } from "./tree/local-tree.ts";
import { archiveSize, contentOf, pack } from "./tree/pack.ts";

/**
 * Copies a file, a directory, or the files that match a pattern into the guest, for `job.user`.
 *
 * @param mode the permissions of a file in the guest. Default: those on this host
 * @returns the size of what was copied in bytes
 * @throws {OptionError} when there is no such file on this host
 * @throws {GuestError} when it cannot be written in the guest; no partial file is left
 * @throws {TimeoutError} {@link AbortedError} when the deadline ends it
 */
export async function copyIntoGuest(channel: CopyChannel, job: CopyJob, mode?: number): Promise<number> {
  const found = await stat(job.local).catch(() => undefined);
  if (found?.isFile()) return copyFile(channel, job, mode);
  if (found && !found.isDirectory()) throw notCopied(job.local, "is neither a file nor a directory");
  if (mode !== undefined) throw notCopied(job.local, "is not a single file, which the option mode is for");
  if (found) return copyTree(channel, job, basename(job.local), await listed(job, () => directoryTree(job.local)));
  if (!isPattern(job.local)) throw notCopied(job.local, "does not exist");
  const paths = await matching(job.local);
  if (paths.length === 0) throw notCopied(job.local, "matches nothing");
  return copyTree(channel, job, "", await listed(job, () => treeOf(paths)));
}

async function copyFile(channel: CopyChannel, job: CopyJob, mode: number | undefined): Promise<number> {
  await using file = await openLocal(job.local);
  const { size, mode: ownMode } = await file.stat();
  const note = newNote();
  const permissions = ((mode ?? ownMode) & 0o7777).toString(8);
  const args = [job.guest, String(size), job.user, permissions, basename(job.local), note];
  await transfer(channel, job, { script: receiveScript, args, note, size, content: contentOf(file, size, job.local) });
  return size;
}

/** @param name the directory's name; empty for what goes into a directory of the guest under its own names */
async function copyTree(channel: CopyChannel, job: CopyJob, name: string, tree: LocalTree): Promise<number> {
  const { entries, leftOut } = tree;
  const size = archiveSize(entries);
  const note = newNote();
  const args = [job.guest, String(size), job.user, name, note];
  await transfer(channel, job, { script: receiveTreeScript, args, note, size, content: pack(entries) });
  if (leftOut.length > 0) {
    const facts = { count: leftOut.length, first: leftOut[0] };
    log.warn(`copy of ${job.local}: left out what is neither a file, a directory nor a link`, facts);
  }
  return entries.reduce((sum, entry) => sum + entry.size, 0);
}

async function listed(job: CopyJob, list: () => Promise<LocalTree>): Promise<LocalTree> {
  try {
    return await job.deadline.race(list());
  } catch (error) {
    job.deadline.throwIfOver();
    throw notCopied(job.local, "cannot be read", error);
  }
}

async function openLocal(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw notCopied(path, "cannot be read", error);
  }
}

function newNote(): string {
  return `/run/demotool-${randomUUID()}`;
}

/** What is sent, and the script that receives it. */
interface Sending {
  readonly script: string;
  readonly args: readonly string[];
  readonly note: string;
  /** Of the content, as announced to the guest. */
  readonly size: number;
  readonly content: AsyncIterable<Buffer>;
}

async function transfer(channel: CopyChannel, job: CopyJob, sending: Sending): Promise<void> {
  const { script, args, note, size, content } = sending;
  const what = `copy of ${job.local} to ${job.guest} in the guest`;
  using progress = new Progress(what);
  progress.expect(size);
  const side = { script, args, note, user: job.user, what, deadline: job.deadline };
  await channel.transfer(side, (socket) => send(content, socket, progress, what));
}

/** Sends the content, then its digest. */
async function send(content: AsyncIterable<Buffer>, socket: Socket, progress: Progress, what: string): Promise<void> {
  const hash = createHash("sha256");
  async function* withDigest(): AsyncGenerator<Buffer> {
    for await (const piece of content) {
      hash.update(piece);
      yield piece;
      progress.add(piece.length);
    }
    yield Buffer.from(hash.digest("hex"));
  }
  try {
    await pipeline(withDigest, socket, { end: false });
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
    next: "give the path of a file or directory, or a pattern such as data/*.csv",
    cause,
  });
}
