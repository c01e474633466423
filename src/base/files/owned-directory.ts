// Directories that carry their owner in their names, `<label>~<owner>~<random>`: those of a dead owner are removed.
import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { describeThrown } from "../errors.ts";
import { log } from "../log.ts";
import { formatOwner, isAlive, isOurs, type Owner, parseOwner, thisOwner } from "./owner.ts";

/** A directory that belongs to this process. Disposal removes it with its content. */
export interface OwnedDirectory extends AsyncDisposable {
  readonly path: string;
  /** Moves it to its final path, where it has no owner: neither disposal nor a sweep removes it. */
  keepAs(path: string): Promise<void>;
}

/** What the owned directories of one parent have in common. */
export interface OwnedDirectoryOptions {
  /** What one of them is, for the warning `<noun> could not be removed`. */
  readonly noun: string;
  /** Permissions. Default 0o700: only this user may enter. */
  readonly mode?: number;
  /**
   * The label of all of them, where the parent is shared with other programs and users, as /tmp is: a sweep then leaves
   * other labels and other users' directories alone. Default: the parent is this user's own.
   */
  readonly sharedLabel?: string;
  /** Removes one with its content. Default {@link removeTree}. */
  readonly remove?: (path: string) => Promise<void>;
  /** Whether disposal throws when it cannot remove its directory. Default: it logs a warning, as a sweep does. */
  readonly throwOnDispose?: boolean;
}

/** The owned directories below one parent. */
export class OwnedDirectories {
  readonly #parent: string;
  readonly #options: OwnedDirectoryOptions;

  constructor(parent: string, options: OwnedDirectoryOptions) {
    this.#parent = parent;
    this.#options = options;
  }

  /** Makes an empty directory, and its parent where that is missing. */
  async create(label: string): Promise<OwnedDirectory> {
    await mkdir(this.#parent, { recursive: true, mode: 0o700 });
    const path = this.#newPath(label);
    await mkdir(path, { mode: 0o700 });
    // A mode that is given to mkdir(2) is cut by the umask.
    if (this.#options.mode !== undefined) await chmod(path, this.#options.mode);
    return this.#owned(path);
  }

  /** Makes an existing directory of the same file system this process's own; undefined if there is none. */
  async adopt(path: string, label: string): Promise<OwnedDirectory | undefined> {
    const owned = this.#newPath(label);
    try {
      await rename(path, owned);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    return this.#owned(owned);
  }

  /** The length of the path of a directory with this label, in characters. */
  pathLength(label: string): number {
    return this.#newPath(label).length;
  }

  /** Removes the directories whose owner is dead. It never throws: what it cannot do, it logs as a warning. */
  async sweep(): Promise<void> {
    const names = await this.#names();
    await Promise.all(names.map((name) => this.#sweepOne(name)));
  }

  /**
   * Removes the directories of this process and its children, which are about to end or have ended. Synchronous: a
   * process that exits cannot wait. It ignores {@link OwnedDirectoryOptions.remove}.
   */
  removeOwnSync(): void {
    for (const name of namesIn(this.#parent)) {
      const owner = ownerInName(name);
      if (owner === undefined || !isOurs(owner)) continue;
      rmSync(join(this.#parent, name), { recursive: true, force: true, maxRetries: 3 });
    }
  }

  #newPath(label: string): string {
    return join(this.#parent, `${label}~${formatOwner(thisOwner)}~${randomBytes(3).toString("hex")}`);
  }

  #owned(path: string): OwnedDirectory {
    return {
      path,
      keepAs: (final) => rename(path, final),
      [Symbol.asyncDispose]: () => (this.#options.throwOnDispose ? this.#remove(path) : this.#removeOrWarn(path)),
    };
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.#parent);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
        const facts = { directory: this.#parent, reason: describeThrown(error) };
        log.warn("could not look for leftovers of killed runs", facts);
      }
      return [];
    }
  }

  async #sweepOne(name: string): Promise<void> {
    const owner = ownerInName(name);
    if (owner === undefined || isAlive(owner)) return;
    const path = join(this.#parent, name);
    const { sharedLabel } = this.#options;
    if (sharedLabel !== undefined && !(labelOf(name) === sharedLabel && (await isThisUsers(path)))) return;
    await this.#removeOrWarn(path);
  }

  async #removeOrWarn(path: string): Promise<void> {
    try {
      await this.#remove(path);
    } catch (error) {
      log.warn(`${this.#options.noun} could not be removed`, { path, reason: describeThrown(error) });
    }
  }

  #remove(path: string): Promise<void> {
    return (this.#options.remove ?? removeTree)(path);
  }
}

/** Removes a directory with its content; fine if it is gone already. */
export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

function labelOf(name: string): string | undefined {
  return name.split("~")[0];
}

function ownerInName(name: string): Owner | undefined {
  return parseOwner(name.split("~")[1] ?? "");
}

async function isThisUsers(path: string): Promise<boolean> {
  return stat(path).then(
    ({ uid }) => uid === process.getuid?.(),
    () => false,
  );
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
