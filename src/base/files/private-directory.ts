// Directories in which no other user can create, replace or remove anything.
import { constants, statSync } from "node:fs";
import { type FileHandle, lstat, mkdir, open, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { describeThrown, OptionError } from "../errors.ts";

/** A private directory that is held open: its paths cannot be redirected by replacing a directory above it. */
export interface PrivateDirectory extends AsyncDisposable {
  /** The path of an entry, through the open descriptor. */
  entry(name: string): string;
}

/**
 * Creates a directory, if it is missing, whatever the umask is, and requires that it is private to this user. An
 * existing one loses permissions of others beyond `mode`.
 *
 * @param mode of the directory. Default 0o700; never writable for others.
 * @throws {OptionError} when it belongs to another user, others may write to it, or it cannot be created
 */
export async function ensurePrivateDirectory(path: string, mode = 0o700): Promise<void> {
  const created = await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw notUsable(path, describeThrown(error), error);
  });
  await using directory = await openPrivate(path);
  const found = directory.mode & 0o777;
  // mkdir(2) masks its mode; an earlier umask may have allowed others to read.
  const wanted = created === undefined ? found & (mode | 0o700) : mode;
  if (found !== wanted) await directory.handle.chmod(wanted).catch(() => {});
}

/**
 * Opens a private directory.
 *
 * @throws {OptionError} when it belongs to another user, or others may write to it
 * @throws ENOENT when it is missing
 */
export async function openPrivateDirectory(path: string): Promise<PrivateDirectory> {
  const { handle } = await openPrivate(path);
  return {
    entry: (name) => `/proc/self/fd/${handle.fd}/${name}`,
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** Whether the path is a directory, not a link to one, that this user owns and that only this user may write to. */
export async function isPrivateDirectory(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === ownId() && (found.mode & 0o022) === 0;
}

/**
 * Requires that no other user can have put a file into a directory, or the directory itself: it belongs to this user or
 * to root, and others may not write to it. One that is missing is in order.
 *
 * @throws {OptionError} when that is not so
 */
export async function requireTrustedDirectory(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw notUsable(path, describeThrown(error), error);
  });
  if (found === undefined) return;
  if (found.uid !== ownId() && found.uid !== 0)
    throw notUsable(path, `it belongs to the user with the id ${found.uid}`);
  if ((found.mode & 0o022) !== 0) throw notUsable(path, "other users may write to it");
}

/** Whether the path leads to a directory that this user owns and that only this user may write to. */
export function isPrivateDirectorySync(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === ownId() && (found.mode & 0o022) === 0;
}

interface Opened extends AsyncDisposable {
  readonly handle: FileHandle;
  readonly mode: number;
}

/**
 * Links are followed in directories above only, and at the end only where no other user can have put one: what is
 * opened is then checked by its descriptor.
 */
async function openPrivate(path: string): Promise<Opened> {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
  const handle = await target(path)
    .then((real) => open(real, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
    .catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw error;
      throw notUsable(path, describeThrown(error), error);
    });
  try {
    const { uid, mode } = await handle.stat();
    if (uid !== ownId()) throw notUsable(path, `it belongs to the user with the id ${uid}`);
    if ((mode & 0o022) !== 0) throw notUsable(path, "other users may write to it");
    return { handle, mode, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Where a link of the user's own leads, such as a cache on a larger disk; else the path itself. */
async function target(path: string): Promise<string> {
  const found = await lstat(path);
  if (!found.isSymbolicLink()) return path;
  const above = await lstat(dirname(resolve(path)));
  const isOwn = found.uid === ownId() && above.uid === ownId() && (above.mode & 0o022) === 0;
  return isOwn ? realpath(path) : path;
}

/** The effective user id of this process. */
export function ownId(): number {
  return process.geteuid?.() ?? 0;
}

function notUsable(path: string, reason: string, cause?: unknown): OptionError {
  return new OptionError({
    headline: `a directory of demotool is not private to this user: ${reason}`,
    facts: { directory: path, uid: ownId() },
    next: `make it this user's own (chown, chmod 700), or set XDG_CACHE_HOME and XDG_RUNTIME_DIR to other directories`,
    cause,
  });
}
