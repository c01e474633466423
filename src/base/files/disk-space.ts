// Checks free space before large files are written, so that a build fails early.
import { statfs } from "node:fs/promises";
import { DemotoolError, type ErrorParts } from "../errors.ts";

const mebibyte = 2 ** 20;

/** The disk does not have enough free space (code `DISK_SPACE`). */
export class DiskSpaceError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("DISK_SPACE", parts);
  }
}

/**
 * Requires free space on a directory's file system.
 *
 * @param purpose what needs the space, for the message
 * @param next what the user can do about too little space
 * @throws {DiskSpaceError} when there is too little
 */
export async function requireDiskSpace(
  directory: string,
  neededMebibytes: number,
  purpose: string,
  next = "free some space, or set XDG_CACHE_HOME to a directory on a larger disk",
): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const freeMebibytes = (bavail * bsize) / mebibyte;
  if (freeMebibytes >= neededMebibytes) return;
  throw new DiskSpaceError({
    headline: `not enough free disk space for ${purpose}`,
    facts: { directory, freeMiB: Math.floor(freeMebibytes), neededMiB: Math.ceil(neededMebibytes) },
    next,
  });
}
