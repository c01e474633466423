// Finds out what the cache holds under an image's name, and whether it is what demotool built.
import { describeThrown } from "../../base/errors.ts";
import { digestOfFile } from "../../base/files/digest.ts";
import { writeWholeFile } from "../../base/files/whole-file.ts";
import { log } from "../../base/log.ts";
import { type ImageManifest, imageManifestPath, manifestText, readImageManifest } from "../image-manifest.ts";
import { type Recipe, recipeDigest } from "../recipe.ts";
import { fileIdentity, isSameFile, readImageSeal, writeImageSeal } from "./image-seal.ts";
import { findFlaw, type HeaderState, inspectHeader, notChecked } from "./image-state.ts";

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

/**
 * Who made a broken image: demotool (`ours`), somebody else (`foreign`), or demotool before it was `changed`, by damage
 * or by somebody who knew why.
 */
export type Origin = "ours" | "changed" | "foreign";

/** The state of an image in the cache. */
export type Cached =
  | { readonly state: "usable"; readonly image: BaseImage }
  | { readonly state: "outdated"; readonly image: BaseImage }
  /** demotool built an image of that name, but nothing tells whether it was this one, and from which recipe. */
  | { readonly state: "unproven"; readonly image: BaseImage }
  | { readonly state: "broken"; readonly reason: string; readonly origin: Origin }
  | { readonly state: "absent" };

/** A file whose header is sound. */
type Sound = Extract<HeaderState, { readonly state: "sound" }>;

/**
 * Looks up an image. Once per change of its size, time or inode, it compares the image's content with the digest in its
 * manifest, which takes about a second for each gigabyte.
 *
 * @throws {ImageInvalidError} when the image refers to another file, or could not be checked
 */
export async function lookUp(name: string, path: string, recipe: Recipe, signal?: AbortSignal): Promise<Cached> {
  const found = await inspectHeader(path);
  if (found.state === "absent") return found;
  const manifest = found.bytes === undefined ? undefined : await ownManifest(name, path, found.bytes);
  if (found.state === "broken") return broken(found.reason, found.bytes, manifest);
  if (typeof manifest === "object" && manifest.bytes === found.bytes) {
    const flaw = await findChange(path, manifest, found, signal);
    if (flaw) return { state: "broken", ...flaw };
    const image = { name, path, digest: manifest.digest, recipe: manifest.recipe };
    return { state: manifest.digest === recipeDigest(recipe) ? "usable" : "outdated", image };
  }
  const reason = await findFlaw(path, found, signal);
  if (reason !== undefined) return broken(reason, found.bytes, manifest);
  const cut = missingEnd(manifest, found);
  if (cut !== undefined) return { state: "broken", reason: cut, origin: "changed" };
  if (manifest === "damaged") return { state: "unproven", image: { name, path } };
  log.warnOnce(`image ${name} was not built by demotool: using it unchanged; only its file format was checked`, {
    path,
  });
  return { state: "usable", image: { name, path } };
}

/** QEMU takes a file that lacks a part of its last cluster for sound, and reads zeros there. */
function missingEnd(manifest: ImageManifest | "damaged" | undefined, { bytes, header }: Sound): string | undefined {
  const missing = typeof manifest === "object" ? manifest.bytes - bytes : 0;
  return missing > 0 && missing < header.clusterBytes ? `its last ${missing} bytes are missing` : undefined;
}

/** A shorter file may be what is left of the built one; a longer one is not demotool's. */
function broken(reason: string, bytes: number | undefined, manifest: ImageManifest | "damaged" | undefined): Cached {
  const ours = typeof manifest === "object" && bytes !== undefined && bytes <= manifest.bytes;
  return { state: "broken", reason, origin: ours ? "ours" : "foreign" };
}

/** Reads the manifest. Restores a damaged one from the copy in the image's seal. */
async function ownManifest(name: string, path: string, bytes: number): Promise<ImageManifest | "damaged" | undefined> {
  const manifest = await readImageManifest(path, bytes);
  if (manifest !== "damaged") return manifest;
  const copy = (await readImageSeal(path))?.manifest;
  if (copy?.bytes !== bytes) return manifest;
  const file = imageManifestPath(path);
  log.warn(`the record of the image ${name} was damaged: restoring it`, { path: file });
  await writeWholeFile(file, manifestText(copy), { sync: true }).catch((error: unknown) =>
    log.warn("could not restore the record of an image", { path: file, reason: describeThrown(error) }),
  );
  return copy;
}

/** What is wrong with an image that demotool built. Checks a file once, and again when it has changed. */
async function findChange(
  path: string,
  manifest: ImageManifest,
  found: Sound,
  signal?: AbortSignal,
): Promise<{ readonly reason: string; readonly origin: Origin } | undefined> {
  const file = await fileIdentity(path);
  const seal = await readImageSeal(path);
  const isOfBuild = seal?.manifest.builtAt === manifest.builtAt;
  const expected = manifest.content ?? (isOfBuild ? seal.content : undefined);
  if (seal && isSameFile(seal.file, file) && seal.content === expected) return undefined;
  const reason = await findFlaw(path, found, signal);
  if (reason !== undefined) return { reason, origin: "ours" };
  const content = await digestOf(path, signal);
  if (expected !== undefined && content !== expected) {
    return { reason: "its content is not what demotool built", origin: "changed" };
  }
  await writeImageSeal(path, { format: 1, file, content, manifest: { ...manifest, content } });
  return undefined;
}

async function digestOf(path: string, signal?: AbortSignal): Promise<string> {
  return digestOfFile(path, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw notChecked(path, error);
  });
}
