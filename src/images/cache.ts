// The cache of base images: builds each once, checks it before each use, and rebuilds it when its recipe changes.
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describeThrown } from "../base/errors.ts";
import { acquireLock, lockSuffix } from "../base/files/lock.ts";
import { imagesDirectory } from "../base/files/paths.ts";
import { ensurePrivateDirectory } from "../base/files/private-directory.ts";
import { log } from "../base/log.ts";
import { type BuildOptions, buildImage } from "./build.ts";
import { buildsDirectory, sweepBuilds } from "./build-directory.ts";
import { ImageBuildError, ImageInvalidError } from "./errors.ts";
import { announcedManifestPath, imageManifestPath, readImageManifest } from "./image-manifest.ts";
import { parseImageName } from "./name.ts";
import { inspectImage } from "./qcow2.ts";
import { type OwnRecipe, type Recipe, recipeDigest, recipeFor } from "./recipe.ts";

export type { FirstBootRequest } from "./build.ts";
export type { ImageProgress } from "./progress.ts";

/** A usable base image. */
export interface BaseImage {
  readonly name: string;
  /** The qcow2 file; read-only. */
  readonly path: string;
  /** The digest of the recipe it was built from; undefined for an image that demotool did not build. */
  readonly digest?: string;
  /** The recipe it was built from; undefined for an image that demotool did not build. */
  readonly recipe?: Recipe;
}

/** Options of {@link ensureImage}. */
export interface ImageOptions extends BuildOptions {
  /** The user's own recipes, by image name. */
  readonly recipes?: Readonly<Record<string, OwnRecipe>>;
  /** Default: `images/` in demotool's cache directory. */
  readonly directory?: string;
}

/** The state of an image in the cache. */
type Cached =
  | { readonly state: "usable"; readonly image: BaseImage }
  | { readonly state: "outdated"; readonly image: BaseImage }
  | { readonly state: "broken"; readonly reason: string; readonly ours: boolean }
  | { readonly state: "absent" };

/**
 * Provides a base image: from the cache if it is intact and up to date, else by building it. Processes that need the
 * same image at the same time build it once.
 *
 * @throws {OptionError} when the name is not `{distro}-{version}`
 * @throws {ImageBuildError} when it cannot be built and the cache holds no older build
 * @throws {DiskSpaceError} before a build for which there is too little space
 * @throws {ImageInvalidError} when a broken image cannot be moved out of the way
 */
export async function ensureImage(name: string, options: ImageOptions): Promise<BaseImage> {
  parseImageName(name);
  const recipe = recipeFor(name, options.recipes);
  const directory = options.directory ?? imagesDirectory;
  const path = join(directory, `${name}.qcow2`);
  const first = await lookUp(name, path, recipe, options.signal);
  if (first.state === "usable") return first.image;

  await createCache(directory, name);
  await using _lock = await acquireLock(join(buildsDirectory(directory), `${name}${lockSuffix}`), {
    signal: options.signal,
    onWait: (holder) => log.info(`waiting for another process to build the image ${name}`, { holder }),
  });
  await sweepBuilds(directory);
  const cached = await lookUp(name, path, recipe, options.signal);
  if (cached.state === "usable") return cached.image;
  if (cached.state === "broken") await moveAside(path, cached);
  try {
    await buildImage({ name, recipe, path, directory }, options);
  } catch (error) {
    if (cached.state !== "outdated" || options.signal?.aborted) throw error;
    log.warn(`image ${name} could not be rebuilt: using the cached one, which was built from another recipe`, {
      reason: describeThrown(error),
    });
    return cached.image;
  }
  return { name, path, recipe, digest: recipeDigest(recipe) };
}

async function createCache(directory: string, image: string): Promise<void> {
  try {
    await ensurePrivateDirectory(directory);
    await ensurePrivateDirectory(buildsDirectory(directory));
  } catch (error) {
    throw new ImageBuildError(image, "preparing", {
      headline: `the image ${image} could not be built: cannot create its cache directory: ${describeThrown(error)}`,
      facts: { directory },
      next: "make it this user's own (chown, chmod 700), or set XDG_CACHE_HOME to a writable directory",
      cause: error,
    });
  }
}

async function lookUp(name: string, path: string, recipe: Recipe, signal?: AbortSignal): Promise<Cached> {
  const found = await inspectImage(path, signal);
  if (found.state === "absent") return found;
  const manifest = found.bytes === undefined ? undefined : await readImageManifest(path, found.bytes);
  // A shorter file may be what is left of the built one; a longer one is not demotool's.
  if (found.state === "broken")
    return { ...found, ours: manifest !== undefined && Number(found.bytes) <= manifest.bytes };
  if (manifest?.bytes !== found.bytes) {
    log.warnOnce(`image ${name} was not built by demotool: using it unchanged; only its file format was checked`, {
      path,
    });
    return { state: "usable", image: { name, path } };
  }
  const image = { name, path, digest: manifest.digest, recipe: manifest.recipe };
  return { state: manifest.digest === recipeDigest(recipe) ? "usable" : "outdated", image };
}

/** Deletes a broken image that demotool built; renames any other. */
async function moveAside(path: string, { reason, ours }: { reason: string; ours: boolean }): Promise<void> {
  try {
    if (ours) {
      log.warn("the cached image is broken: deleting and rebuilding it", { path, reason });
      await rm(path, { force: true });
    } else {
      const kept = `${path}.broken-${Date.now()}`;
      const facts = { path, kept, reason };
      log.warn(
        "the image is broken and was not built by demotool: keeping it under another name and rebuilding it",
        facts,
      );
      await rename(path, kept);
    }
    await rm(imageManifestPath(path), { force: true });
    await rm(announcedManifestPath(path), { force: true });
  } catch (error) {
    throw new ImageInvalidError({
      headline: "a broken image could not be moved out of the way",
      facts: { path, reason },
      next: `make ${dirname(path)} writable, or remove the image`,
      cause: error,
    });
  }
}
