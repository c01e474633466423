// The saved states in the cache: one directory each, named after its key, put in place in one step.
import { chmod, link, mkdir, readdir, realpath, stat, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describeThrown } from "../../base/errors.ts";
import { digestOf } from "../../base/files/digest.ts";
import { acquireLock, type Lock, type LockOptions } from "../../base/files/lock.ts";
import { OwnedDirectories, removeTree } from "../../base/files/owned-directory.ts";
import { cacheDirectory } from "../../base/files/paths.ts";
import { log } from "../../base/log.ts";
import { stateFormat, type WarmFacts, warmKey } from "./key.ts";
import { type Manifest, readManifest, writeManifest } from "./manifest.ts";
import { type SavedFiles, stateFiles } from "./save.ts";

/** Where the states lie. */
export const warmDirectory = join(cacheDirectory, "warm");

/** Days after which an unused state is removed: an edited preparation is not needed again. */
const keptDays = { plain: 30, prepared: 7 };

/** A state that VMs can be started from. */
export interface WarmState {
  readonly directory: string;
  /** The migration stream of the guest's memory and devices. */
  readonly stateFile: string;
  /** The disk as it was at that moment, a layer on {@link baseFile}. */
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
  /** States that are being made or removed. */
  readonly #unfinished: OwnedDirectories;

  /** @param parent default: `warm/` in demotool's cache directory */
  constructor(parent: string = warmDirectory) {
    this.#parent = parent;
    this.#unfinished = new OwnedDirectories(parent, { noun: "an unfinished or old saved VM", remove: removeForcibly });
  }

  /** The state for these facts; undefined if there is none. One that is not whole any more is removed. */
  async find(facts: WarmFacts): Promise<WarmState | undefined> {
    const directory = this.#directory(facts);
    if (!(await isThere(directory))) return undefined;
    const manifest = await readManifest(directory);
    if (manifest === undefined) return this.discard({ directory }, "its manifest cannot be read");
    const state = stateIn(directory, manifest);
    const flaw = isOf(manifest, facts) ? await flawOf(state) : "its manifest is of another";
    if (flaw !== undefined) return this.discard(state, flaw);
    const now = new Date();
    await utimes(directory, now, now).catch(() => {});
    return state;
  }

  /** The lock that a process holds while it makes a state. */
  async lock(facts: WarmFacts, options: LockOptions): Promise<Lock> {
    await mkdir(this.#parent, { recursive: true, mode: 0o700 });
    const place = digestOf(await realpath(this.#parent), 16);
    return acquireLock(`warm-${place}-${warmKey(facts)}`, options);
  }

  /**
   * Makes a state: `fill` writes its files into a new directory in which `base.qcow2` leads to the base image. It gets
   * its name once it is whole; what was there before goes.
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

  /** Removes an unusable state, with a warning; not one that another process has made in its place since. */
  async discard({ directory, manifest }: DamagedState, reason: string): Promise<undefined> {
    if ((await readManifest(directory))?.madeAt !== manifest?.madeAt) return;
    log.warn("a saved VM is unusable: removing it and saving a new one", { path: directory, reason });
    await this.#remove(directory).catch((error: unknown) =>
      log.warn("a saved VM could not be removed", { path: directory, reason: describeThrown(error) }),
    );
  }

  /** Removes what killed runs left, and states that no VM of this host can be started from any more. */
  async sweep(current: WarmFacts): Promise<void> {
    await this.#unfinished.sweep();
    for (const name of await readdir(this.#parent).catch(() => [])) {
      const path = join(this.#parent, name);
      if (!(await isUseless(path, name, current))) continue;
      await this.#remove(path).catch((error: unknown) =>
        log.warn("an old saved VM could not be removed", { path, reason: describeThrown(error) }),
      );
    }
  }

  /** In two steps, so that no process finds half a state. */
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
  // Without its manifest it is the current one, damaged, which find() discards, or nobody's.
  if (facts === undefined) return name !== warmKey(current) && (await isOld(path, 1));
  const days = facts.prepared === undefined ? keptDays.plain : keptDays.prepared;
  const isOurs = facts.host.machine === current.host.machine;
  return (isOurs && isOutdated(facts, current)) || (await isOld(path, days));
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

/** Damage that shows without reading all of the state. */
async function flawOf({ stateFile, diskFile, baseFile, manifest }: WarmState): Promise<string | undefined> {
  try {
    const { size: stateBytes } = await stat(stateFile);
    const { size: diskBytes } = await stat(diskFile);
    await stat(baseFile);
    if (stateBytes !== manifest.state.bytes) return `its memory has ${stateBytes} bytes of ${manifest.state.bytes}`;
    if (diskBytes !== manifest.disk.bytes) return `its disk has ${diskBytes} bytes of ${manifest.disk.bytes}`;
    return undefined;
  } catch (error) {
    return describeThrown(error);
  }
}

/** Links to the image itself, should it be replaced later; to its path where a hard link is not possible. */
async function linkBase(image: string, path: string): Promise<void> {
  await link(image, path).catch(() => symlink(image, path));
}

/** The host, this program or the image has changed since. Other images and other hardware have states of their own. */
function isOutdated(facts: WarmFacts, current: WarmFacts): boolean {
  const changed = <T>(one: T, other: T): boolean => JSON.stringify(one) !== JSON.stringify(other);
  if (facts.format !== stateFormat || changed(facts.host, current.host)) return true;
  return facts.image.name === current.image.name && changed(facts.image, current.image);
}

/** Whether it was not used for that many days. What another process removes at the same time does not count. */
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
