// The side file of a base image, `<name>.json`: what it was built from, and that demotool built it.
import { readFile, rename, writeFile } from "node:fs/promises";
import type { Recipe } from "./recipe-type.ts";

/** What a side file says. */
export interface SideFile {
  readonly format: 1;
  /** The recipe's digest. */
  readonly digest: string;
  /** The image file's size: an image that somebody put in its place is not the one described. */
  readonly bytes: number;
  /** When it was built, in ISO 8601. */
  readonly builtAt: string;
  readonly recipe: Recipe;
}

/** The side file's path, from the image's. */
export function sideFilePath(imagePath: string): string {
  return imagePath.replace(/\.qcow2$/, ".json");
}

/** The side file of an image that is about to be moved into place; see {@link announceSideFile}. */
export function announcedSideFilePath(imagePath: string): string {
  return `${sideFilePath(imagePath)}.new`;
}

/**
 * Reads an image's side file; undefined if there is none that can be used.
 *
 * @param bytes the image's size: of two side files, as a killed build leaves them, the one that it fits counts
 */
export async function readSideFile(imagePath: string, bytes: number): Promise<SideFile | undefined> {
  const settled = await read(sideFilePath(imagePath));
  if (settled?.bytes === bytes) return settled;
  const announced = await read(announcedSideFilePath(imagePath));
  return announced?.bytes === bytes ? announced : settled;
}

/**
 * Writes the side file of an image that is not in place yet, so that a process killed between the two renames leaves
 * an image that is still known as its own.
 *
 * @returns what to call once the image is in place
 */
export async function announceSideFile(imagePath: string, content: SideFile): Promise<() => Promise<void>> {
  const announced = announcedSideFilePath(imagePath);
  await writeFile(announced, `${JSON.stringify(content, undefined, 2)}\n`);
  return () => rename(announced, sideFilePath(imagePath));
}

async function read(path: string): Promise<SideFile | undefined> {
  try {
    const parsed: Partial<SideFile> | null = JSON.parse(await readFile(path, "utf8"));
    return isSideFile(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isSideFile(parsed: Partial<SideFile> | null): parsed is SideFile {
  if (typeof parsed !== "object" || parsed === null) return false;
  const { format, digest, bytes, recipe } = parsed;
  return format === 1 && typeof digest === "string" && typeof bytes === "number" && isRecipe(recipe);
}

function isRecipe(recipe: unknown): recipe is Recipe {
  return typeof recipe === "object" && recipe !== null && "template" in recipe;
}
