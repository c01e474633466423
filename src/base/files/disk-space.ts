// Looks for free space before something large is made, so that a build does not fail at its end.
import { statfs } from "node:fs/promises";
import { DemotoolError, type ErrorParts } from "../errors.ts";

const mebibyte = 2 ** 20;

/** The disk has not enough free space for what is to be made (code `DISK_SPACE`). */
export class DiskSpaceError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("DISK_SPACE", parts);
  }
}

/**
 * Makes sure that a directory's file system has room.
 *
 * @param needed MiB
 * @param next what to do where it has not
 * @throws {DiskSpaceError} when it has less
 */
export async function requireDiskSpace(
  directory: string,
  needed: number,
  purpose: string,
  next = "free some space, or set XDG_CACHE_HOME to a directory on a larger disk",
): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = Math.floor((bavail * bsize) / mebibyte);
  if (free >= needed) return;
  throw new DiskSpaceError({
    headline: `not enough free disk space for ${purpose}`,
    facts: { directory, freeMiB: free, neededMiB: needed },
    next,
  });
}
