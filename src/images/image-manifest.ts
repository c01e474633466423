// The manifest of a base image, `<name>.json`: what it was built from, and that demotool built it.
import { readFile, rename, writeFile } from "node:fs/promises";
import type { Recipe } from "./recipe-type.ts";

/** What a manifest says. */
export interface ImageManifest {
  readonly format: 1;
  /** The recipe's digest. */
  readonly digest: string;
  /** The image file's size: an image of another size is not the one described. */
  readonly bytes: number;
  /** When it was built, in ISO 8601. */
  readonly builtAt: string;
  readonly recipe: Recipe;
}

/** The manifest's path, from the image's. */
export function imageManifestPath(imagePath: string): string {
  return imagePath.replace(/\.qcow2$/, ".json");
}

/** The manifest's path while its image is not in place yet; see {@link announceImageManifest}. */
export function announcedManifestPath(imagePath: string): string {
  return `${imageManifestPath(imagePath)}.new`;
}

/**
 * Reads an image's manifest; undefined if there is none that can be used.
 *
 * @param bytes the image's size: of two manifests, as a killed build leaves them, the one that matches it counts
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
 * @returns what to call once the image is in place
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
