// Directories with their owner in the name, `<label>~<owner>~<random>`, so that those of dead owners can be removed.
import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { describeThrown } from "../errors.ts";
import { log } from "../log.ts";
import { formatOwner, isAlive, isOurs, type Owner, parseOwner, thisOwner } from "./owner.ts";

/** A directory that belongs to this process. Disposing of it removes it with its content. */
export interface OwnedDirectory extends AsyncDisposable {
  readonly path: string;
  /** Moves it to its final path, where it has no owner, so that neither disposal nor a sweep removes it. */
  keepAs(path: string): Promise<void>;
}

/** Options of the owned directories of one parent. */
export interface OwnedDirectoryOptions {
  /** What a directory is, for the warning `<noun> could not be removed`. */
  readonly noun: string;
  /** Permissions. Default 0o700: only this user may enter. */
  readonly mode?: number;
  /**
   * The label of all directories, if the parent is shared with other programs and users, such as /tmp: a sweep then
   * ignores other labels and other users' directories. Default: the parent is this user's own.
   */
  readonly sharedLabel?: string;
  /** Removes a directory with its content. Default {@link removeTree}. */
  readonly remove?: (path: string) => Promise<void>;
  /** Whether disposal throws when it cannot remove the directory. Default: it logs a warning, like a sweep. */
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

  /** Creates an empty directory, and its parent if that is missing. */
  async create(label: string): Promise<OwnedDirectory> {
    await mkdir(this.#parent, { recursive: true, mode: 0o700 });
    const path = this.#newPath(label);
    await mkdir(path, { mode: 0o700 });
    // mkdir(2) masks its mode with the umask.
    if (this.#options.mode !== undefined) await chmod(path, this.#options.mode);
    return this.#owned(path);
  }

  /** Takes over an existing directory of the same file system; undefined if there is none. */
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

  /** Returns the length of the path of a directory with this label, in characters. */
  pathLength(label: string): number {
    return this.#newPath(label).length;
  }

  /** Removes the directories whose owner is dead. Never throws: it logs failures as warnings. */
  async sweep(): Promise<void> {
    const names = await this.#names();
    await Promise.all(names.map((name) => this.#sweepOne(name)));
  }

  /**
   * Removes the directories of this process and its children, which are about to end or have ended. Synchronous, since
   * an exiting process cannot wait. Ignores {@link OwnedDirectoryOptions.remove}.
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
        log.warn("could not search for directories of killed runs", facts);
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

/** Removes a directory with its content. Does nothing if it does not exist. */
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
