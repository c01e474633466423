// Looks for free space before something large is made, so that a build does not fail at its end.
import { statfs } from "node:fs/promises";
import { DiskSpaceError } from "./errors.ts";

const mebibyte = 2 ** 20;

/**
 * Makes sure that a directory's file system has room.
 *
 * @param needed MiB
 * @throws {DiskSpaceError} when it has less
 */
export async function requireDiskSpace(directory: string, needed: number, purpose: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = Math.floor((bavail * bsize) / mebibyte);
  if (free >= needed) return;
  throw new DiskSpaceError({
    headline: `not enough free disk space for ${purpose}`,
    facts: { directory, freeMiB: free, neededMiB: needed },
    next: "free some space, or set XDG_CACHE_HOME to a directory on a larger disk",
  });
}
