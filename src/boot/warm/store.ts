// The saved states in the cache: one directory each, named by its key and moved into place atomically.
import { chmod, link, readdir, stat, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describeThrown } from "../../base/errors.ts";
import { isHostTrouble } from "../../base/files/host-trouble.ts";
import { acquireLock, type Lock, type LockOptions, lockSuffix } from "../../base/files/lock.ts";
import { OwnedDirectories, removeTree } from "../../base/files/owned-directory.ts";
import { cacheDirectory, requireTrustedCache } from "../../base/files/paths.ts";
import { ensurePrivateDirectory } from "../../base/files/private-directory.ts";
import { log } from "../../base/log.ts";
import { stateFormat, type WarmFacts, warmKey } from "./key.ts";
import { type Manifest, readManifest, writeManifest } from "./manifest.ts";
import { requireLayers, type SavedFiles, stateFiles } from "./save.ts";

/** Default directory of the states. */
export const warmDirectory = join(cacheDirectory, "warm");

/** Days after which an unused state is removed. Edited preparations leave states that are never used again. */
const keptDays = { plain: 30, prepared: 7 };

/** A state that VMs can be started from. */
export interface WarmState {
  readonly directory: string;
  /** The migration stream of the guest's memory and devices. */
  readonly stateFile: string;
  /** The disk at that moment, a layer on {@link baseFile}. */
  readonly diskFile: string;
  /** The base image. */
  readonly baseFile: string;
  readonly manifest: Manifest;
}

/** A state whose files may be missing or damaged. */
type DamagedState = Pick<WarmState, "directory"> & Partial<Pick<WarmState, "manifest">>;

/** The states of one cache. */
export class WarmStore {
  readonly #parent: string;
  /** States that are being created or removed. */
  readonly #unfinished: OwnedDirectories;

  /** @param parent default: `warm/` in demotool's cache directory */
  constructor(parent: string = warmDirectory) {
    this.#parent = parent;
    this.#unfinished = new OwnedDirectories(parent, { noun: "an unfinished or old saved VM", remove: removeForcibly });
  }

  /**
   * Finds the state for the given facts; undefined if there is none. Removes a damaged one, and one whose disk refers to
   * a file that demotool did not put there.
   */
  async find(facts: WarmFacts): Promise<WarmState | undefined> {
    try {
      return await this.#find(facts);
    } catch (error) {
      if (!isHostTrouble(error)) throw error;
      log.warn("a saved VM could not be read: not using it", { reason: describeThrown(error) });
      return undefined;
    }
  }

  async #find(facts: WarmFacts): Promise<WarmState | undefined> {
    const directory = this.#directory(facts);
    if (!(await isThere(directory))) return undefined;
    await requireTrustedCache(this.#parent);
    const manifest = await readManifest(directory);
    if (manifest === undefined) return this.discard({ directory }, "its manifest cannot be read");
    const state = stateIn(directory, manifest);
    const flaw = isOf(manifest, facts) ? await flawOf(state) : "its manifest belongs to another state";
    if (flaw !== undefined) return this.discard(state, flaw);
    const now = new Date();
    await utimes(directory, now, now).catch(() => {});
    return state;
  }

  /** The lock that a process holds while it creates a state. */
  async lock(facts: WarmFacts, options: LockOptions): Promise<Lock> {
    await ensurePrivateDirectory(this.#parent);
    return acquireLock(`${this.#directory(facts)}${lockSuffix}`, options);
  }

  /**
   * Creates a state: `fill` writes its files into a new directory in which `base.qcow2` links to the base image. The
   * complete directory then replaces an earlier state of these facts.
   */
  async make(
    facts: WarmFacts,
    baseImage: string,
    fill: (directory: string) => Promise<SavedFiles & Pick<Manifest, "bootId">>,
  ): Promise<WarmState> {
    const directory = this.#directory(facts);
    await using unfinished = await this.#unfinished.create(warmKey(facts));
    await linkBase(baseImage, join(unfinished.path, stateFiles.base));
    const manifest: Manifest = { facts, ...(await fill(unfinished.path)), madeAt: new Date().toISOString() };
    await writeManifest(unfinished.path, manifest);
    await this.#remove(directory);
    await unfinished.keepAs(directory);
    return stateIn(directory, manifest);
  }

  /** Removes an unusable state, with a warning, unless another process has replaced it in the meantime. */
  async discard({ directory, manifest }: DamagedState, reason: string): Promise<undefined> {
    if ((await readManifest(directory))?.madeAt !== manifest?.madeAt) return;
    log.warn("a saved VM is unusable: removing it and saving a new one", { path: directory, reason });
    await this.#remove(directory).catch((error: unknown) =>
      log.warn("could not remove a saved VM", { path: directory, reason: describeThrown(error) }),
    );
  }

  /** Removes leftovers of killed runs, and states that no VM can be started from any more. */
  async sweep(current: WarmFacts): Promise<void> {
    await this.#unfinished.sweep();
    for (const name of await readdir(this.#parent).catch(() => [])) {
      const path = join(this.#parent, name);
      if (!(await isUseless(path, name, current))) continue;
      await this.#remove(path).catch((error: unknown) =>
        log.warn("could not remove an old saved VM", { path, reason: describeThrown(error) }),
      );
    }
  }

  /** Renames the state before it removes it, so that no process finds half a state. */
  async #remove(directory: string): Promise<void> {
    await using _removed = await this.#unfinished.adopt(directory, "removed");
  }

  #directory(facts: WarmFacts): string {
    return join(this.#parent, warmKey(facts));
  }
}

/** Removes a state whatever its permissions are. */
async function removeForcibly(directory: string): Promise<void> {
  await chmod(directory, 0o700).catch(() => {});
  await removeTree(directory);
}

async function isUseless(path: string, name: string, current: WarmFacts): Promise<boolean> {
  if (!/^[0-9a-f]{32}$/.test(name)) return false;
  const facts = (await readManifest(path))?.facts;
  // Without a manifest it is either the current state, damaged, which find() discards, or unknown.
  if (facts === undefined) return name !== warmKey(current) && (await isOld(path, 1));
  const days = facts.prepared === undefined ? keptDays.plain : keptDays.prepared;
  return isOutdated(facts, current) || (await isOld(path, days));
}

function stateIn(directory: string, manifest: Manifest): WarmState {
  const file = (name: string): string => join(directory, name);
  return {
    directory,
    stateFile: file(stateFiles.state),
    diskFile: file(stateFiles.disk),
    baseFile: file(stateFiles.base),
    manifest,
  };
}

function isOf(manifest: Manifest, facts: WarmFacts): boolean {
  return warmKey(manifest.facts) === warmKey(facts);
}

/** Detects damage without reading the whole state. */
async function flawOf({ directory, stateFile, diskFile, manifest }: WarmState): Promise<string | undefined> {
  try {
    const { size: stateBytes } = await stat(stateFile);
    const { size: diskBytes } = await stat(diskFile);
    if (stateBytes !== manifest.state.bytes) return `its memory has ${stateBytes} bytes of ${manifest.state.bytes}`;
    if (diskBytes !== manifest.disk.bytes) return `its disk has ${diskBytes} bytes of ${manifest.disk.bytes}`;
    await requireLayers(directory);
    return undefined;
  } catch (error) {
    if (isHostTrouble(error)) throw error;
    return describeThrown(error);
  }
}

/** Makes a hard link, which outlives a replacement of the image, or else a symbolic one. */
async function linkBase(image: string, path: string): Promise<void> {
  await link(image, path).catch(() => symlink(image, path));
}

/**
 * Whether the format or the image has changed. Other images and other hardware have their own states, and so have other
 * hosts and containers that share the cache.
 */
function isOutdated(facts: WarmFacts, current: WarmFacts): boolean {
  if (facts.format !== stateFormat) return true;
  const changed = JSON.stringify(facts.image) !== JSON.stringify(current.image);
  return facts.image.name === current.image.name && changed;
}

/** Whether it was not used for the given days. False if another process has just removed it. */
async function isOld(path: string, days: number): Promise<boolean> {
  const used = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Infinity,
  );
  return Date.now() - used > days * 24 * 3600 * 1000;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
