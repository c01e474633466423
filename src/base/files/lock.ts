// A lock between processes: a file that is locked while its holder lives. The kernel releases it when the holder ends,
// also by SIGKILL and in another container, and wakes those that wait.
//
// Lock files belong into private directories (see private-directory.ts), where no other user can take or remove them.
// They lie beside what they protect, so that all who share that share the lock.

import {
  type BigIntStats,
  close,
  closeSync,
  constants,
  fstat,
  ftruncate,
  open,
  openSync,
  readFile,
  stat,
  unlink,
  write,
} from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { describeThrown, LockError } from "../errors.ts";
import { lockDescriptor, tryLockDescriptor, tryLockDescriptorSync } from "../process/flock.ts";
import { anySignal } from "../time/abort.ts";
import { describeDuration } from "../time/seconds.ts";

// Numbers, not file handles: a handle that is garbage-collected closes its file and so releases the lock.
const files = {
  open: promisify(open),
  close: promisify(close),
  fstat: promisify(fstat) as (descriptor: number, options: { bigint: true }) => Promise<BigIntStats>,
  stat: promisify(stat) as (path: string, options: { bigint: true }) => Promise<BigIntStats>,
  ftruncate: promisify(ftruncate),
  write: promisify(write),
  unlink: promisify(unlink),
  readFile: promisify(readFile),
};

/** The suffix of lock files. */
export const lockSuffix = ".lock";

/** A held lock. Release it with `await using` or `release()`. */
export interface Lock extends AsyncDisposable {
  /** The lock file. */
  readonly path: string;
  /** Removes the lock file and releases the lock. Does nothing the second time. */
  release(): Promise<void>;
  /** Releases the lock but leaves its file, which shows others that the holder is gone. */
  abandon(): Promise<void>;
}

/** How to wait for a lock. */
export interface LockOptions {
  /** Ends the wait, for example a deadline's signal. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait. Default: 30_000, or no limit with `onWait`, which tells the user about the wait. */
  readonly limitMs?: number;
  /** Called once if the lock is held, with the holder's process id (undefined: not known yet) and note. */
  readonly onWait?: ((holder: number | undefined, note: string) => void) | undefined;
  /** One line that tells waiters what holds the lock, such as a VM's name. Default: empty. */
  readonly note?: string | undefined;
}

const defaultLimitMs = 30_000;

/**
 * Takes a lock, waiting for it.
 *
 * @param path the lock file, in a private directory
 * @throws the signal's reason
 * @throws {LockError} when the lock is not free in time, or cannot be taken at all
 */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<Lock> {
  const { signal, onWait, note, limitMs = onWait ? Infinity : defaultLimitMs } = options;
  using limit = timeLimit(limitMs, signal);
  let told = false;
  const wait = async (descriptor: number): Promise<boolean> => {
    if (!told) onWait?.(...(await holderOf(path)));
    told = true;
    await lockDescriptor(descriptor, "exclusive", limit.signal);
    return true;
  };
  try {
    for (;;) {
      limit.signal.throwIfAborted();
      const descriptor = await lockFile(path, true, wait);
      if (typeof descriptor === "number") return await hold(path, descriptor, note);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw limit.signal.aborted ? await heldTooLong(path, limitMs) : error;
  }
}

/**
 * Takes a lock if it is free; undefined if it is held.
 *
 * @param options `create: false`: also undefined if there is no lock file. Default true.
 * @throws {LockError} when that cannot be told
 */
export async function tryLock(
  path: string,
  { note, create = true }: { readonly note?: string | undefined; readonly create?: boolean } = {},
): Promise<Lock | undefined> {
  for (;;) {
    const found = await lockFile(path, create, async () => false);
    if (typeof found === "number") return hold(path, found, note);
    if (found === "held" || !create) return undefined;
  }
}

/**
 * Locks an existing directory itself, waiting up to 30 s. Its waiters take turns without opening it again, which suits a
 * lock that many take for moments.
 *
 * @throws the signal's reason
 * @throws {LockError} when the lock is not free in time, or cannot be taken at all
 */
export async function lockDirectory(path: string, signal?: AbortSignal): Promise<AsyncDisposable> {
  const descriptor = await files.open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  using limit = timeLimit(defaultLimitMs, signal);
  try {
    await lockDescriptor(descriptor, "exclusive", limit.signal);
  } catch (error) {
    await files.close(descriptor);
    signal?.throwIfAborted();
    throw limit.signal.aborted ? await heldTooLong(path, defaultLimitMs) : error;
  }
  return { [Symbol.asyncDispose]: () => files.close(descriptor) };
}

/**
 * Whether the kernel has released the lock of a dead holder: its file is there, and nobody holds it. Does not take the
 * lock, so that any number of programs can ask at once.
 *
 * @throws {LockError} when that cannot be told
 */
export async function isReleased(path: string): Promise<boolean> {
  const descriptor = await openLockFile(path, false);
  if (descriptor === undefined) return false;
  try {
    return await tryLockDescriptor(descriptor, "shared");
  } finally {
    await files.close(descriptor);
  }
}

/** Does the same as {@link isReleased}, while the process exits. */
export function isReleasedSync(path: string): boolean {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    return tryLockDescriptorSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Resolves when one of the locks is released, at once if one is free or has no file, or when the signal aborts.
 *
 * @param options `onWait` is told about the first lock; there is no time limit
 * @throws {LockError} when that cannot be told
 */
export async function anyRelease(paths: readonly string[], options: LockOptions = {}): Promise<void> {
  const enough = new AbortController();
  const signal = options.signal ? anySignal([options.signal, enough.signal]) : enough.signal;
  const waits = paths.map((path) => released(path, signal));
  try {
    await Promise.race([...waits, ...(options.onWait ? [tellHolder(paths, options.onWait)] : [])]);
  } catch (error) {
    if (!options.signal?.aborted) throw error;
  } finally {
    enough.abort();
    await Promise.allSettled(waits);
  }
}

/** Never resolves, so that only a release ends the wait. */
async function tellHolder([first]: readonly string[], onWait: NonNullable<LockOptions["onWait"]>): Promise<never> {
  if (first !== undefined) onWait(...(await holderOf(first)));
  return new Promise(() => {});
}

async function released(path: string, signal: AbortSignal): Promise<void> {
  const descriptor = await openLockFile(path, false);
  if (descriptor === undefined) return;
  try {
    await lockDescriptor(descriptor, "shared", signal);
  } finally {
    await files.close(descriptor);
  }
}

interface TimeLimit extends Disposable {
  readonly signal: AbortSignal;
}

function timeLimit(limitMs: number, other: AbortSignal | undefined): TimeLimit {
  const limit = new AbortController();
  const timer = Number.isFinite(limitMs) ? setTimeout(() => limit.abort(), limitMs) : undefined;
  return {
    signal: other ? anySignal([other, limit.signal]) : limit.signal,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/**
 * Opens and locks the file, and returns its descriptor.
 *
 * @param whenHeld may wait for the lock; returns whether the file is locked after that
 */
async function lockFile(
  path: string,
  create: boolean,
  whenHeld: (descriptor: number) => Promise<boolean>,
): Promise<number | "held" | "gone"> {
  const descriptor = await openLockFile(path, create);
  if (descriptor === undefined) return "gone";
  let ours = false;
  try {
    const locked = (await tryLockDescriptor(descriptor)) || (await whenHeld(descriptor));
    // The last holder may have removed the file: then only a lock on the new one counts.
    ours = locked && (await isAt(descriptor, path));
    return ours ? descriptor : locked ? "gone" : "held";
  } finally {
    if (!ours) await files.close(descriptor);
  }
}

async function openLockFile(path: string, create: boolean): Promise<number | undefined> {
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
  try {
    return await files.open(path, O_RDWR | O_NOFOLLOW | (create ? O_CREAT : 0), 0o600);
  } catch (error) {
    if (!create && (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new LockError({
      headline: `a lock file could not be opened: ${describeThrown(error)}`,
      facts: { path },
      next: "see that its directory exists and that this user may write to it, and the limit of open files (ulimit -n)",
      cause: error,
    });
  }
}

async function isAt(descriptor: number, path: string): Promise<boolean> {
  const opened = await files.fstat(descriptor, { bigint: true });
  const found = await files.stat(path, { bigint: true }).catch(() => undefined);
  return found !== undefined && found.dev === opened.dev && found.ino === opened.ino;
}

async function hold(path: string, descriptor: number, note = ""): Promise<Lock> {
  let ended: Promise<void> | undefined;
  const abandon = (): Promise<void> => (ended ??= files.close(descriptor));
  const release = (): Promise<void> => {
    // Removed while it is locked: nobody else can have taken it.
    ended ??= files
      .unlink(path)
      .catch(() => {})
      .then(() => files.close(descriptor));
    return ended;
  };
  try {
    await files.ftruncate(descriptor);
    await files.write(descriptor, `${process.pid} ${note}\n`, 0);
  } catch {
    // On a full disk, waiters do not learn who holds the lock.
  }
  return { path, release, abandon, [Symbol.asyncDispose]: release };
}

/** Milliseconds in which a new holder writes its process id. */
const introductionMs = 200;

/** Reads the process id and note of a lock's holder. */
async function holderOf(path: string): Promise<[number | undefined, string]> {
  for (let waitedMs = 0; waitedMs < introductionMs; waitedMs += 10) {
    const text = await files.readFile(path, "utf8").catch(() => "");
    const line = /^(?<pid>\d+) (?<note>.*)\n$/.exec(text)?.groups;
    if (line) return [Number(line.pid), line.note ?? ""];
    await delay(10);
  }
  return [undefined, ""];
}

async function heldTooLong(path: string, limitMs: number): Promise<LockError> {
  const [holder, note] = await holderOf(path);
  return new LockError({
    headline: `a lock was not released within ${describeDuration(limitMs)}`,
    facts: { path, holder, ...(note && { heldFor: note }) },
    next: "see whether its holder is stopped (ps -o stat): continue or end it",
  });
}
