// Directories that belong to a program, `<label>~<owner>`, with a lock beside each, `<label>~<owner>.lock`. Once the
// kernel has released the lock, the owner is dead for certain, and a sweep removes the directory.
import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describeThrown } from "../errors.ts";
import { log } from "../log.ts";
import { hasOpen, parentOf, programId } from "../process/program-id.ts";
import { acquireLock, isReleased, isReleasedSync, type Lock, lockSuffix, tryLock } from "./lock.ts";
import { requireTrustedCache } from "./paths.ts";
import { ensurePrivateDirectory, isPrivateDirectorySync, openPrivateDirectory } from "./private-directory.ts";

/** A directory that belongs to this program. Disposing of it removes it with its content. */
export interface OwnedDirectory extends AsyncDisposable {
  readonly path: string;
  /** Identifies this directory's owner; starts with the process id. Digits, letters and `-`. */
  readonly owner: string;
  /** Moves it to its final path, where it has no owner, so that neither disposal nor a sweep removes it. */
  keepAs(path: string): Promise<void>;
}

/** Options of the owned directories of one parent. */
export interface OwnedDirectoryOptions {
  /** What a directory is, for the warning `<noun> could not be removed`. */
  readonly noun: string;
  /** Permissions. Default 0o700: only this user may enter. */
  readonly mode?: number;
  /** Permissions of the parent. Default 0o700. */
  readonly parentMode?: number;
  /** Removes a directory with its content. Default {@link removeTree}. */
  readonly remove?: (path: string) => Promise<void>;
  /** Whether something that outlives its owner may still use the directory: a sweep then leaves it. Default: never. */
  readonly inUse?: (path: string) => Promise<boolean>;
  /** Whether disposal throws when it cannot remove the directory. Default: it logs a warning, like a sweep. */
  readonly throwOnDispose?: boolean;
}

/** The owned directories below one parent. */
export class OwnedDirectories {
  readonly #parent: string;
  readonly #options: OwnedDirectoryOptions;

  /** @param parent belongs to this user alone */
  constructor(parent: string, options: OwnedDirectoryOptions) {
    this.#parent = parent;
    this.#options = options;
  }

  /**
   * Creates an empty directory, and its parent if that is missing.
   *
   * @throws {OptionError} when the parent is not private to this user
   * @throws {LockError} when the directory's lock cannot be taken
   */
  async create(label: string): Promise<OwnedDirectory> {
    const [owned, lock] = await this.#claim(label);
    try {
      await mkdir(owned.path, { mode: 0o700 });
      // mkdir(2) masks its mode with the umask.
      await chmod(owned.path, this.#options.mode ?? 0o700);
    } catch (error) {
      await lock.release();
      throw error;
    }
    return owned;
  }

  /** Takes over an existing directory of the same file system; undefined if there is none. */
  async adopt(path: string, label: string): Promise<OwnedDirectory | undefined> {
    const [owned, lock] = await this.#claim(label);
    try {
      await rename(path, owned.path);
    } catch (error) {
      await lock.release();
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    return owned;
  }

  /** Returns the length of the path of a directory with this label, in characters. */
  pathLength(label: string): number {
    return this.#path(label, newOwner()).length;
  }

  /** Whether the owner of a directory is dead for certain. False for one that cannot be told. */
  async isDead(label: string, owner: string): Promise<boolean> {
    if (!isOwner(owner)) return false;
    return isReleased(`${this.#path(label, owner)}${lockSuffix}`).catch(() => false);
  }

  /**
   * Removes the directories whose owner is dead, and the lock files that nobody holds. Never throws: it logs failures as
   * warnings.
   */
  async sweep(): Promise<void> {
    try {
      const locks = (await readdir(this.#parent)).filter((name) => name.endsWith(lockSuffix));
      if (locks.length === 0) return;
      await requireTrustedCache(this.#parent);
      await using parent = await openPrivateDirectory(this.#parent);
      await Promise.all(locks.map((name) => this.#sweepOne(name, parent.entry)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      const facts = { directory: this.#parent, reason: describeThrown(error) };
      log.warn("could not search for directories of killed runs", facts);
    }
  }

  /**
   * Removes the directories of this process and its children, which are about to end or have ended. Synchronous, since
   * an exiting process cannot wait. Ignores {@link OwnedDirectoryOptions.remove}. Never throws: it leaves what it cannot
   * remove to the next sweep.
   *
   * @param endUsers is called before each removal, to end what uses the directory
   */
  removeOwnSync(endUsers: (path: string) => void = () => {}): void {
    if (!isPrivateDirectorySync(this.#parent)) return;
    for (const lock of namesIn(this.#parent).filter((name) => name.endsWith(lockSuffix))) {
      const name = lock.slice(0, -lockSuffix.length);
      const pid = Number.parseInt(ownerIn(name) ?? "", 10);
      if (!(pid === process.pid || parentOf(pid) === process.pid)) continue;
      const lockPath = join(this.#parent, lock);
      try {
        // In another container that shares the parent, another program may have this process id.
        if (!(hasOpen(pid, lockPath) || isReleasedSync(lockPath))) continue;
        endUsers(join(this.#parent, name));
        rmSync(join(this.#parent, name), { recursive: true, force: true, maxRetries: 3 });
        rmSync(lockPath, { force: true });
      } catch {
        // The next start removes it.
      }
    }
  }

  #path(label: string, owner: string): string {
    return join(this.#parent, `${label}~${owner}`);
  }

  /** Takes the lock of a new directory. */
  async #claim(label: string): Promise<[OwnedDirectory, Lock]> {
    await requireTrustedCache(this.#parent);
    await ensurePrivateDirectory(this.#parent, this.#options.parentMode);
    const owner = newOwner();
    const path = this.#path(label, owner);
    const lock = await acquireLock(`${path}${lockSuffix}`, { note: label });
    const keepAs = async (final: string): Promise<void> => {
      await rename(path, final);
      await lock.release();
    };
    return [{ path, owner, keepAs, [Symbol.asyncDispose]: () => this.#dispose(path, lock) }, lock];
  }

  async #dispose(path: string, lock: Lock): Promise<void> {
    try {
      await this.#remove(path);
      await lock.release();
    } catch (error) {
      // The lock's file stays, so that the next run's sweep tries again.
      await lock.abandon();
      if (this.#options.throwOnDispose) throw error;
      this.#warn(path, error);
    }
  }

  async #sweepOne(lockName: string, entry: (name: string) => string): Promise<void> {
    const name = lockName.slice(0, -lockSuffix.length);
    const path = join(this.#parent, name);
    const lock = await tryLock(entry(lockName), { create: false }).catch(() => undefined);
    if (lock === undefined) return;
    try {
      if (ownerIn(name) !== undefined) {
        if (await this.#options.inUse?.(path)) return await lock.abandon();
        await (this.#options.remove ? this.#options.remove(path) : removeTree(entry(name)));
      }
      await lock.release();
    } catch (error) {
      await lock.abandon();
      this.#warn(path, error);
    }
  }

  #remove(path: string): Promise<void> {
    return (this.#options.remove ?? removeTree)(path);
  }

  #warn(path: string, error: unknown): void {
    log.warn(`${this.#options.noun} could not be removed`, { path, reason: describeThrown(error) });
  }
}

/**
 * Removes a directory with its content. Does nothing if it does not exist. Only for trees that no other user can write
 * to: it would follow links that are put in place of directories meanwhile.
 */
export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

const ownerPattern = /^\d+-[0-9a-f]{8}-[0-9a-f]{6}$/;

/** Whether a text can be the {@link OwnedDirectory.owner} of a directory. */
export function isOwner(text: string): boolean {
  return ownerPattern.test(text);
}

function newOwner(): string {
  return `${programId}-${randomBytes(3).toString("hex")}`;
}

/** The owner in a directory's name; undefined for a name without one. */
function ownerIn(name: string): string | undefined {
  const owner = name.slice(name.lastIndexOf("~") + 1);
  return name.includes("~") && isOwner(owner) ? owner : undefined;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
