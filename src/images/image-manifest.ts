// The manifest of a base image, `<name>.json`: identifies an image that demotool built, and its recipe.
import { readFile, rename, writeFile } from "node:fs/promises";
import type { Recipe } from "./recipe-type.ts";

/** The content of a manifest. */
export interface ImageManifest {
  readonly format: 1;
  /** The recipe's digest. */
  readonly digest: string;
  /** The image file's size: a file of another size is not the described image. */
  readonly bytes: number;
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
 * Reads an image's manifest; undefined if there is no valid one.
 *
 * @param bytes the image's size: selects between the two manifests that a killed build may leave
 */
export async function readImageManifest(imagePath: string, bytes: number): Promise<ImageManifest | undefined> {
  const settled = await read(imageManifestPath(imagePath));
  if (settled?.bytes === bytes) return settled;
  const announced = await read(announcedManifestPath(imagePath));
  return announced?.bytes === bytes ? announced : settled;
}

/**
 * Writes the manifest of an image that is not in place yet, so that a process killed between the two renames leaves an
 * image that demotool still recognises as its own.
 *
 * @returns a function to call once the image is in place
 */
export async function announceImageManifest(imagePath: string, content: ImageManifest): Promise<() => Promise<void>> {
  const announced = announcedManifestPath(imagePath);
  await writeFile(announced, `${JSON.stringify(content, undefined, 2)}\n`);
  return () => rename(announced, imageManifestPath(imagePath));
}

async function read(path: string): Promise<ImageManifest | undefined> {
  try {
    const parsed: Partial<ImageManifest> | null = JSON.parse(await readFile(path, "utf8"));
    return isManifest(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(parsed: Partial<ImageManifest> | null): parsed is ImageManifest {
  if (typeof parsed !== "object" || parsed === null) return false;
  const { format, digest, bytes, recipe } = parsed;
  return format === 1 && typeof digest === "string" && typeof bytes === "number" && isRecipe(recipe);
}

function isRecipe(recipe: unknown): recipe is Recipe {
  return typeof recipe === "object" && recipe !== null && "template" in recipe;
}
