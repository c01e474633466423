// Installs a built image: checks it, and moves it into place atomically.
import { chmod, link } from "node:fs/promises";
import { digestOfFile } from "../base/files/digest.ts";
import { renameDurably, sync } from "../base/files/durable.ts";
import { log } from "../base/log.ts";
import { ImageBuildError } from "./errors.ts";
import { announceImageManifest } from "./image-manifest.ts";
import { fileIdentity, writeImageSeal } from "./inspect/image-seal.ts";
import { inspectImage } from "./inspect/image-state.ts";
import { type Recipe, recipeDigest } from "./recipe.ts";

/** The image to install. */
export interface ImageToInstall {
  readonly name: string;
  readonly recipe: Recipe;
  /** The path that it gets. */
  readonly path: string;
  /** Whether an image that it replaces is kept under another name. Default false. */
  readonly keepReplaced?: boolean;
}

/**
 * Moves a sound disk into place. The image and its manifest are written to the storage before they get their names.
 *
 * @throws {ImageBuildError} when the disk is damaged
 * @throws {ImageInvalidError} when it refers to another file
 */
export async function installImage(target: ImageToInstall, disk: string, signal?: AbortSignal): Promise<void> {
  const { name, recipe, path } = target;
  const state = await inspectImage(disk, signal);
  if (state.state !== "sound") throw corruptError(name, state.state === "broken" ? state.reason : "it is missing");
  await chmod(disk, 0o444);
  await sync(disk);
  const content = await digestOfFile(disk, signal);
  const manifest = {
    format: 1,
    digest: recipeDigest(recipe),
    bytes: state.bytes,
    content,
    builtAt: new Date().toISOString(),
    recipe,
  } as const;
  const confirmManifest = await announceImageManifest(path, manifest);
  if (target.keepReplaced) await keepReplaced(path);
  // A running VM keeps using the previous file, since QEMU has it open.
  await renameDurably(disk, path);
  await confirmManifest();
  await writeImageSeal(path, { format: 1, file: await fileIdentity(path), content, manifest });
}

async function keepReplaced(path: string): Promise<void> {
  const kept = `${path}.replaced-${Date.now()}`;
  await link(path, kept);
  log.warn("keeping the replaced image under another name", { path, kept });
}

function corruptError(image: string, reason: string): ImageBuildError {
  return new ImageBuildError(image, "checking", {
    headline: `the image ${image} is corrupt after its build`,
    facts: { image, reason },
    next: "check the disk for errors and its free space, then try again",
  });
}
