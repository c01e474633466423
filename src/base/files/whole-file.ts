// Files that are whole or not there: written beside their path and renamed, so that neither a full disk nor a killed
// process leaves a part of one under its name.
import { chmod, open, realpath, rename, rm, stat } from "node:fs/promises";
import { DemotoolError, describeThrown, type ErrorParts } from "../errors.ts";
import { DiskSpaceError } from "./disk-space.ts";
import { renameDurably } from "./durable.ts";
import { partPath } from "./part-file.ts";

/** A file could not be written (code `FILE`). */
export class FileError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("FILE", parts);
  }
}

/** Options of {@link writeWholeFile}. */
export interface WriteOptions {
  /** Permissions of a new file. Default 0o666 without the umask. A file that is replaced keeps its own. */
  readonly mode?: number;
  /** Whether the content is on the disk before the file gets its name, and its name when this returns. Default false. */
  readonly sync?: boolean;
}

/**
 * Writes a file: at any time, it has its old content, the new one, or does not exist. Writes through a symbolic link.
 *
 * @throws {DiskSpaceError} when the disk is full
 * @throws {FileError} when it cannot be written for another reason
 */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  { mode = 0o666, sync = false }: WriteOptions = {},
): Promise<void> {
  const put = sync ? renameDurably : rename;
  await replace(path, put, async (part) => {
    await using file = await open(part, "wx", mode);
    await file.writeFile(content);
    if (sync) await file.sync();
  });
}

async function replace(
  path: string,
  put: (from: string, to: string) => Promise<void>,
  write: (part: string) => Promise<void>,
): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const part = partPath(target);
  try {
    const replaced = await stat(target).catch(() => undefined);
    // A rename would put a file in the place of a device, a pipe or an empty directory.
    if (replaced && !replaced.isFile()) throw new Error("something that is not a file is in its place");
    await write(part);
    if (replaced) await chmod(part, replaced.mode & 0o777);
    await put(part, target);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw notWritten(path, error);
  }
}

/** Node's messages end in the call and the path of the part: `ENOSPC: no space left on device, write`. */
function withoutPaths(message: string): string {
  return /^[A-Z0-9]+: [^,]+/.exec(message)?.[0] ?? message;
}

function notWritten(path: string, cause: unknown): DemotoolError {
  const parts = {
    headline: `the file ${path} could not be written: ${withoutPaths(describeThrown(cause))}`,
    facts: { path },
    cause,
  };
  const { code } = cause as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT"
    ? new DiskSpaceError({ ...parts, next: "free some space on its disk; what the file held before is unchanged" })
    : new FileError({ ...parts, next: "check that its directory exists and that this user may write to it" });
}
