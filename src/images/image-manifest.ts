// The manifest of a base image, `<name>.json`: identifies an image that demotool built, and its recipe.
import { readFile } from "node:fs/promises";
import { describeThrown } from "../base/errors.ts";
import { renameDurably } from "../base/files/durable.ts";
import { writeWholeFile } from "../base/files/whole-file.ts";
import { ImageInvalidError } from "./errors.ts";
import type { Recipe } from "./recipe-type.ts";

/** The content of a manifest. */
export interface ImageManifest {
  readonly format: 1;
  /** The recipe's digest. */
  readonly digest: string;
  /** The image file's size: a file of another size is not the described image. */
  readonly bytes: number;
  /** The SHA-256 digest of the image file, in hexadecimal; undefined in manifests of older versions. */
  readonly content?: string;
  /** When it was built, in ISO 8601. */
  readonly builtAt: string;
  readonly recipe: Recipe;
}

/** Returns the path of an image's manifest. */
export function imageManifestPath(imagePath: string): string {
  return imagePath.replace(/\.qcow2$/, ".json");
}

/** Returns the manifest's path while its image is not in place yet; see {@link announceImageManifest}. */
export function announcedManifestPath(imagePath: string): string {
  return `${imageManifestPath(imagePath)}.new`;
}

/**
 * Reads an image's manifest.
 *
 * @param bytes the image's size: selects between the two manifests that a killed build may leave
 * @returns undefined if there is none; `damaged` if there is one that holds no manifest, such as an empty file
 * @throws {ImageInvalidError} when it cannot be read for another reason, which says nothing about the image
 */
export async function readImageManifest(
  imagePath: string,
  bytes: number,
): Promise<ImageManifest | "damaged" | undefined> {
  const settled = await read(imageManifestPath(imagePath));
  if (isOfSize(settled, bytes)) return settled;
  const announced = await read(announcedManifestPath(imagePath));
  if (isOfSize(announced, bytes)) return announced;
  return settled ?? announced;
}

/**
 * Writes the manifest of an image that is not in place yet, so that a process killed between the two renames leaves an
 * image that demotool still recognises as its own.
 *
 * @returns a function to call once the image is in place
 */
export async function announceImageManifest(imagePath: string, content: ImageManifest): Promise<() => Promise<void>> {
  const announced = announcedManifestPath(imagePath);
  await writeWholeFile(announced, manifestText(content), { sync: true });
  return () => renameDurably(announced, imageManifestPath(imagePath));
}

/** Returns a manifest as it is written. */
export function manifestText(manifest: ImageManifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function isOfSize(manifest: ImageManifest | "damaged" | undefined, bytes: number): manifest is ImageManifest {
  return typeof manifest === "object" && manifest.bytes === bytes;
}

async function read(path: string): Promise<ImageManifest | "damaged" | undefined> {
  try {
    const parsed: Partial<ImageManifest> | null = JSON.parse(await readFile(path, "utf8"));
    return isImageManifest(parsed) ? parsed : "damaged";
  } catch (error) {
    if (error instanceof SyntaxError) return "damaged";
    if (isMissing(error)) return undefined;
    throw new ImageInvalidError({
      headline: `the record of an image could not be read: ${describeThrown(error)}`,
      facts: { path },
      next: "make it readable, or remove it together with its image",
      cause: error,
    });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/** Whether a parsed value has the parts of a manifest. */
export function isImageManifest(parsed: Partial<ImageManifest> | null | undefined): parsed is ImageManifest {
  if (typeof parsed !== "object" || parsed === null) return false;
  const { format, digest, bytes, content, recipe } = parsed;
  if (format !== 1 || typeof digest !== "string" || typeof bytes !== "number") return false;
  return (content === undefined || typeof content === "string") && isRecipe(recipe);
}

function isRecipe(recipe: unknown): recipe is Recipe {
  return typeof recipe === "object" && recipe !== null && "template" in recipe;
}
