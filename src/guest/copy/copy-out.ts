// Copies a file out of the guest, and verifies its SHA-256 before renaming it to its final path.
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { DemotoolError, describeThrown, OptionError } from "../../base/errors.ts";
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import { partPath } from "../../base/files/part-file.ts";
import { GuestError } from "../errors.ts";
import type { CopyChannel } from "./channel.ts";
import { type CopyJob, startOf } from "./job.ts";
import { type Announcement, receiveFile } from "./receive.ts";
import { sendScript } from "./scripts.ts";

/**
 * Permissions that a guest's file may have on this host: others may not write it, nor does it run with its owner's
 * rights.
 */
const allowedMode = 0o755;

/**
 * Copies a file from the guest to this host, with its permissions, but for those of others to write it.
 *
 * @returns its size in bytes
 * @throws {OptionError} when there is no directory for it on this host, or a device or a pipe is in its place
 * @throws {DiskSpaceError} when the size that the guest announces does not fit on the disk
 * @throws {GuestError} when the guest has no such file, or it cannot be written on this host; no partial file is left
 * @throws {TimeoutError} {@link AbortedError} when the deadline ends it
 */
export async function copyOutOfGuest(channel: CopyChannel, job: CopyJob): Promise<number> {
  const local = await target(job);
  const part = partPath(local);
  const what = `copy of ${job.guest} in the guest to ${local}`;
  const side = {
    script: sendScript,
    args: [job.guest],
    cwd: startOf(job),
    user: job.user,
    what,
    deadline: job.deadline,
  };
  try {
    const fits = async ({ size }: Announcement): Promise<void> => requireSpace(dirname(part), size, what);
    const size = await receive(part, (file) => channel.transfer(side, (socket) => receiveFile(socket, file, fits)));
    await rename(part, local);
    return size;
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof DemotoolError) throw error;
    throw new GuestError({
      headline: `${what}: ${describeThrown(error)}`,
      next: "check that the directory is writable and that its disk has free space",
      cause: error,
    });
  }
}

/** Creates a file, lets `transfer` write it, and sets the mode that `transfer` returns; returns the file's size. */
async function receive(path: string, transfer: (file: FileHandle) => Promise<number>): Promise<number> {
  await using file = await open(path, "wx", 0o600);
  const mode = await transfer(file);
  await file.chmod(mode & allowedMode);
  return (await file.stat()).size;
}

async function requireSpace(directory: string, bytes: number, what: string): Promise<void> {
  await requireDiskSpace(directory, bytes / 2 ** 20, `the ${what}`, "free some space, or copy to a larger disk");
}

/** Returns the path to write; if `local` is a directory, a file in it with the name of the guest's file. */
async function target({ local, guest }: CopyJob): Promise<string> {
  const path = resolve(local);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return join(path, fileName(guest));
  if (found?.isFile()) return realpath(path);
  // A rename would put a file in the place of a device or a pipe.
  if (found) {
    throw new OptionError({
      headline: `${path} is not a file: nothing is copied to it`,
      next: "give the path of a file, or of a directory",
    });
  }
  const parent = local.endsWith(sep) ? path : dirname(path);
  const directory = await stat(parent).catch(() => undefined);
  if (directory?.isDirectory() && parent !== path) return path;
  throw new OptionError({
    headline: `there is no directory ${parent} to copy ${guest} into`,
    next: "create it first, for example with mkdir() of node:fs/promises",
  });
}

/** The name of the guest's file, as a file in a directory of this host. */
function fileName(guest: string): string {
  const name = basename(guest);
  if (![".", "..", ""].includes(name) && !name.includes("\0")) return name;
  throw new OptionError({
    headline: `${JSON.stringify(guest)} is not the path of a file`,
    next: "give the path of a file in the guest; pack a directory with tar first",
  });
}
