// The cache of base images: builds each once, checks it before each use, and rebuilds it when its recipe changes.
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describeThrown } from "../base/errors.ts";
import { acquireLock, type Lock, lockSuffix, tryLock } from "../base/files/lock.ts";
import { imagesDirectory, requireTrustedCache } from "../base/files/paths.ts";
import { ensurePrivateDirectory } from "../base/files/private-directory.ts";
import { log } from "../base/log.ts";
import { type BuildOptions, buildImage } from "./build.ts";
import { sweepBuilds } from "./build-directory.ts";
import { ImageBuildError, ImageInvalidError } from "./errors.ts";
import { announcedManifestPath, imageManifestPath } from "./image-manifest.ts";
import { imageSealPath } from "./inspect/image-seal.ts";
import { type BaseImage, type Cached, lookUp, type Origin } from "./inspect/look-up.ts";
import { parseImageName } from "./name.ts";
import { type OwnRecipe, recipeDigest, recipeFor } from "./recipe.ts";

export type { FirstBootRequest } from "./build.ts";
export type { BaseImage } from "./inspect/look-up.ts";
export type { ImageProgress } from "./progress.ts";

/** Options of {@link ensureImage}. */
export interface ImageOptions extends BuildOptions {
  /** The user's own recipes, by image name. */
  readonly recipes?: Readonly<Record<string, OwnRecipe>>;
  /** Default: `images/` in demotool's cache directory. */
  readonly directory?: string;
}

/**
 * Provides a base image: from the cache if it is intact and up to date, else by building it. Processes that need the
 * same image at the same time build it once.
 *
 * @throws {OptionError} when the name is not `{distro}-{version}`, or other users may write to the cache
 * @throws {ImageBuildError} when it cannot be built and the cache holds no older build
 * @throws {DiskSpaceError} before a build for which there is too little space
 * @throws {ImageInvalidError} when the image refers to another file or cannot be checked, or when a broken one cannot be
 *   moved out of the way
 */
export async function ensureImage(name: string, options: ImageOptions): Promise<BaseImage> {
  parseImageName(name);
  const recipe = recipeFor(name, options.recipes);
  const directory = options.directory ?? imagesDirectory;
  const path = join(directory, `${name}.qcow2`);
  await requireTrustedCache(directory);
  const first = await lookUp(name, path, recipe, options.signal);
  const lockPath = join(directory, `${name}${lockSuffix}`);
  if (first.state === "usable") {
    await removeReleased(lockPath);
    return first.image;
  }

  let lock: Lock;
  try {
    lock = await lockImage(name, lockPath, options.signal);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (first.state === "broken") throw notMoved(path, first.reason, error);
    return insteadOfBuild(name, first, error);
  }
  await using _lock = lock;
  await sweepBuilds(directory);
  const cached = await lookUp(name, path, recipe, options.signal);
  if (cached.state === "usable") return cached.image;
  if (cached.state === "broken") await moveAside(path, cached);
  const unproven = cached.state === "unproven";
  if (unproven) log.warn(`the record of the image ${name} is damaged: building the image again`, { path });
  try {
    await buildImage({ name, recipe, path, directory, keepReplaced: unproven }, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return insteadOfBuild(name, cached, error);
  }
  return { name, path, recipe, digest: recipeDigest(recipe) };
}

/** Removes the lock file of a killed build whose image is complete. */
async function removeReleased(lockPath: string): Promise<void> {
  const lock = await tryLock(lockPath, { create: false }).catch(() => undefined);
  await lock?.release();
}

/** Creates the cache and waits until no other process builds the image. */
async function lockImage(image: string, lockPath: string, signal: AbortSignal | undefined): Promise<Lock> {
  const directory = dirname(lockPath);
  try {
    await ensurePrivateDirectory(directory);
    return await acquireLock(lockPath, {
      signal,
      onWait: (holder) => log.info(`waiting for another process to build the image ${image}`, { holder }),
    });
  } catch (error) {
    throw new ImageBuildError(image, "preparing", {
      headline: `the image ${image} could not be built: cannot write to its cache directory: ${describeThrown(error)}`,
      facts: { directory },
      next: "make it this user's own (chown, chmod 700), or set XDG_CACHE_HOME to a writable directory",
      cause: error,
    });
  }
}

/** The cached image, with a warning; throws the error if there is none. */
function insteadOfBuild(name: string, cached: Cached, error: unknown): BaseImage {
  if (!("image" in cached)) throw error;
  const what = cached.state === "unproven" ? "whose record is damaged" : "which was built from another recipe";
  log.warn(`image ${name} could not be rebuilt: using the cached one, ${what}`, { reason: describeThrown(error) });
  return cached.image;
}

/** Why a broken image is kept, for the log. */
const keptBecause = {
  changed: "the image is not as demotool built it: keeping it under another name and rebuilding it",
  foreign: "the image is broken and was not built by demotool: keeping it under another name and rebuilding it",
} as const;

/** Deletes a broken image that demotool built; renames any other. */
async function moveAside(path: string, { reason, origin }: { reason: string; origin: Origin }): Promise<void> {
  try {
    if (origin === "ours") {
      log.warn("the cached image is broken: deleting and rebuilding it", { path, reason });
      await rm(path, { force: true });
    } else {
      const kept = `${path}.broken-${Date.now()}`;
      log.warn(keptBecause[origin], { path, kept, reason });
      await rename(path, kept);
    }
    for (const sideFile of [imageManifestPath, announcedManifestPath, imageSealPath]) {
      await rm(sideFile(path), { force: true });
    }
  } catch (error) {
    throw notMoved(path, reason, error);
  }
}

function notMoved(path: string, reason: string, cause: unknown): ImageInvalidError {
  return new ImageInvalidError({
    headline: "a broken image could not be moved out of the way",
    facts: { path, reason },
    next: `make ${dirname(path)} writable, or remove the image`,
    cause,
  });
}
