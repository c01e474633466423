// Makes targets of reference pictures: finds the file and refuses what is no picture before anything is done.
import { closeSync, openSync, readSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { callingFiles } from "../../base/call-site.ts";
import { describeThrown, OptionError } from "../../base/errors.ts";
import { isPng } from "../files/png.ts";
import type { ImageTarget, LookOptions } from "./target.ts";

/**
 * A reference picture to look for: a PNG file, with its variants and descriptions beside it (docs/targets.md).
 *
 * @param file its path; a relative one starts at the file that calls this
 * @throws {OptionError} when there is no such file, when it is no PNG file, or when an option is out of range
 */
export function image(file: string | URL, options: LookOptions = {}): ImageTarget {
  const path = filePath(file);
  if (isAbsolute(path)) return target(path, options);
  const bases = callingFiles(image).map((caller) => dirname(caller));
  if (bases.length === 0) throw noBase(path);
  // Compiled files may have left the pictures beside their source.
  const paths = bases.map((base) => resolve(base, path));
  return target(paths.find(isReadable) ?? resolve(bases[0] ?? "", path), options);
}

/**
 * The same with the directory that a relative path starts at.
 *
 * @throws {OptionError} as {@link image} does
 */
export function imageTarget(file: string | URL, directory: string, options: LookOptions = {}): ImageTarget {
  return target(resolve(directory, filePath(file)), options);
}

/**
 * Checks how something is to be looked for.
 *
 * @throws {OptionError} naming what is out of range
 */
export function checkLookOptions({ region, similarity }: LookOptions): void {
  if (region !== undefined) checkLookRegion(region);
  if (similarity === undefined || (typeof similarity === "number" && similarity >= 0 && similarity <= 1)) return;
  throw new OptionError({
    headline: "option similarity is out of range",
    facts: { similarity: String(similarity) },
    next: "give a number from 0 to 1",
  });
}

function checkLookRegion(region: NonNullable<LookOptions["region"]>): void {
  const { x, y, width, height } = region ?? {};
  if ([x, y, width, height].every(Number.isInteger) && x >= 0 && y >= 0 && width > 0 && height > 0) return;
  throw new OptionError({
    headline: "option region is no part of a screen",
    facts: { x: String(x), y: String(y), width: String(width), height: String(height) },
    next: "give x and y from 0 on, width and height above 0, in whole pixels",
  });
}

function target(path: string, options: LookOptions): ImageTarget {
  checkFile(path);
  checkLookOptions(options);
  const { region, similarity } = options;
  return { kind: "image", path, region, similarity };
}

function filePath(file: unknown): string {
  if (typeof file === "string" && file !== "") return file.startsWith("file:") ? fileURLToPath(file) : file;
  if (file instanceof URL && file.protocol === "file:") return fileURLToPath(file);
  throw new OptionError({
    headline: `${file instanceof URL ? file.href : JSON.stringify(file)} is no path of a picture`,
    next: "give the path of a PNG file as a string, or its file: URL",
  });
}

function checkFile(path: string): void {
  let start: Uint8Array;
  try {
    start = firstBytes(path);
  } catch (error) {
    throw new OptionError({
      headline: `the picture ${path} cannot be read`,
      facts: { path, reason: describeThrown(error) },
      next: "give the path of a PNG file; a relative one starts at the file that asks for the picture",
      cause: error,
    });
  }
  if (isPng(start)) return;
  throw new OptionError({
    headline: `the picture ${path} is not a PNG file`,
    facts: { path },
    next: "save the picture as PNG",
  });
}

function isReadable(path: string): boolean {
  try {
    firstBytes(path);
    return true;
  } catch {
    return false;
  }
}

function firstBytes(path: string): Uint8Array {
  const file = openSync(path, "r");
  try {
    const bytes = new Uint8Array(8);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

function noBase(path: string): OptionError {
  return new OptionError({
    headline: `the picture ${path} has a relative path, and the file that asks for it is not known`,
    facts: { path },
    next: "give an absolute path, or new URL(…, import.meta.url)",
  });
}
