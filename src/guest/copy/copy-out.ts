// Copies files and directories out of the guest, and verifies a SHA-256 before anything gets its final path.
import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { DemotoolError, describeThrown, OptionError } from "../../base/errors.ts";
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import { partPath } from "../../base/files/part-file.ts";
import { log } from "../../base/log.ts";
import { GuestError } from "../errors.ts";
import type { CopyChannel } from "./channel.ts";
import type { CopyJob } from "./job.ts";
import { Progress } from "./progress.ts";
import { type Announcement, receiveFile } from "./receive.ts";
import { sendScript } from "./scripts.ts";
import { place } from "./tree/place.ts";
import { type UnpackedTree, unpack } from "./tree/unpack.ts";

/**
 * Permissions that a guest's file may have on this host: others may not write it, nor does it run with its owner's
 * rights.
 */
const allowedMode = 0o755;

/**
 * Copies a file, a directory, or the files that match a pattern from the guest to this host, with their permissions,
 * but for those of others to write them.
 *
 * @returns the size of what was sent in bytes
 * @throws {OptionError} when there is no directory for it on this host, or something else is in its place
 * @throws {DiskSpaceError} when the size that the guest announces does not fit on the disk
 * @throws {GuestError} when the guest has no such file, or it cannot be written on this host; no partial file is left
 * @throws {TimeoutError} {@link AbortedError} when the deadline ends it
 */
export async function copyOutOfGuest(channel: CopyChannel, job: CopyJob): Promise<number> {
  const target = await targetOf(job);
  const part = partPath(join(target.directory, "part"));
  const what = `copy of ${job.guest} in the guest to ${job.local}`;
  try {
    const { size, mode } = await received(channel, job, part, what);
    if (mode === undefined) await placeTree(part, target, job, what);
    else await rename(part, await target.file());
    return size;
  } catch (error) {
    if (error instanceof DemotoolError) throw error;
    throw new GuestError({
      headline: `${what}: ${describeThrown(error)}`,
      next: "check that the directory is writable and that its disk has free space",
      cause: error,
    });
  } finally {
    await rm(part, { force: true });
  }
}

/** Receives a file, or an archive, as `part`. */
async function received(channel: CopyChannel, job: CopyJob, part: string, what: string): Promise<Announcement> {
  using progress = new Progress(what);
  const note = `/run/demotool-${randomUUID()}`;
  const side = { script: sendScript, args: [job.guest, note], note, user: job.user, what, deadline: job.deadline };
  const accept = async ({ size, mode }: Announcement): Promise<void> => {
    progress.expect(size);
    // An archive is unpacked beside itself.
    const needed = mode === undefined ? 2 * size : size;
    const next = "free some space, or copy to a larger disk";
    await requireDiskSpace(dirname(part), needed / 2 ** 20, `the ${what}`, next);
  };
  const events = { accept, progress: (bytes: number) => progress.add(bytes) };
  await using file = await open(part, "wx", 0o600);
  const announced = await channel.transfer(side, (socket) => receiveFile(socket, file, events));
  if (announced.mode !== undefined) await file.chmod(announced.mode & allowedMode);
  return announced;
}

async function placeTree(archive: string, target: Target, job: CopyJob, what: string): Promise<void> {
  const part = partPath(join(target.directory, "part"));
  await mkdir(part, { mode: 0o700 });
  try {
    const { isDirectory, leftOut } = await job.deadline.race(unpacked(archive, part));
    await place(part, isDirectory ? await target.tree() : target.existing());
    if (leftOut.length > 0) {
      const facts = { count: leftOut.length, first: leftOut[0] };
      log.warn(`${what}: left out what is no file or a link that leads out of the directory`, facts);
    }
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

async function unpacked(archive: string, directory: string): Promise<UnpackedTree> {
  await using file: FileHandle = await open(archive);
  return await unpack(file, directory);
}

/** Where something goes on this host, which depends on what the guest sends. */
interface Target {
  /** Where partial files are made. */
  readonly directory: string;
  /** The path of a file. */
  file(): Promise<string>;
  /** The path of a directory. */
  tree(): Promise<string>;
  /** The directory that gets several files. */
  existing(): string;
}

async function targetOf({ local, guest }: CopyJob): Promise<Target> {
  const found = await stat(local).catch(() => undefined);
  if (found?.isDirectory()) {
    const path = join(local, fileName(guest));
    const inside = async (): Promise<string> => path;
    return { directory: local, file: inside, tree: inside, existing: () => local };
  }
  // A rename would put a file in the place of a device or a pipe.
  if (found && !found.isFile()) throw inTheWay(local, "neither a file nor a directory");
  const parent = local.endsWith(sep) ? local : dirname(local);
  if (!found && !(local !== parent && (await stat(parent).catch(() => undefined))?.isDirectory())) {
    throw new OptionError({
      headline: `there is no directory ${parent} to copy ${guest} into`,
      next: "create it first, for example with mkdir() of node:fs/promises",
    });
  }
  return {
    directory: found ? dirname(await realpath(local)) : parent,
    file: async () => (found ? realpath(local) : local),
    tree: async () => {
      if (found) throw inTheWay(local, "not a directory");
      return local;
    },
    existing() {
      throw inTheWay(local, "not a directory: several files need one");
    },
  };
}

function inTheWay(path: string, what: string): OptionError {
  return new OptionError({
    headline: `${path} is ${what}: nothing is copied to it`,
    next: "give the path of a directory, or for a single file that of a file",
  });
}

/** The name of the guest's file or directory, in a directory of this host. */
function fileName(guest: string): string {
  const name = basename(guest);
  if (![".", "..", ""].includes(name) && !name.includes("\0")) return name;
  throw new OptionError({
    headline: `${JSON.stringify(guest)} is not the name of a file or directory`,
    next: "give its path in the guest with its name, or a path on this host that does not exist yet",
  });
}
