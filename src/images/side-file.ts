// The side file of a base image, `<name>.json`: what it was built from, and that demotool built it.
import { readFile, rename, writeFile } from "node:fs/promises";
import type { Recipe } from "./recipe-parts.ts";

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

/** Reads an image's side file; undefined if there is none that can be used. */
export async function readSideFile(imagePath: string): Promise<SideFile | undefined> {
  try {
    const parsed: Partial<SideFile> = JSON.parse(await readFile(sideFilePath(imagePath), "utf8"));
    const usable = parsed.format === 1 && typeof parsed.digest === "string" && typeof parsed.recipe === "object";
    return usable ? (parsed as SideFile) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes an image's side file in one step. */
export async function writeSideFile(imagePath: string, content: SideFile): Promise<void> {
  const path = sideFilePath(imagePath);
  await writeFile(`${path}.new`, `${JSON.stringify(content, undefined, 2)}\n`);
  await rename(`${path}.new`, path);
}
