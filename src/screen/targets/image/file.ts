// Resolves and checks the path of a reference.
import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describeThrown, OptionError } from "../../../base/errors.ts";
import { isPng } from "../../files/png.ts";

/**
 * The path of a string or file URL; may be relative.
 *
 * @throws {OptionError} when it is neither a path nor a file URL
 */
export function filePath(file: unknown): string {
  if (typeof file === "string" && file !== "") return file.startsWith("file:") ? fileURLToPath(file) : file;
  if (file instanceof URL && file.protocol === "file:") return fileURLToPath(file);
  throw new OptionError({
    headline: `${file instanceof URL ? file.href : JSON.stringify(file)} is not the path of a reference`,
    next: "give the path of a PNG file as a string, or its file: URL",
  });
}

/**
 * The first readable file at `path` in the directories; the path in the first directory when none is readable.
 *
 * @throws {OptionError} when there are no directories
 */
export function resolveIn(directories: readonly string[], path: string): string {
  const paths = directories.map((directory) => resolve(directory, path));
  const found = paths.find(isReadable) ?? paths[0];
  if (found !== undefined) return found;
  throw new OptionError({
    headline: `the reference ${path} has a relative path, and the file that asks for it is not known`,
    facts: { path },
    next: "give an absolute path, or new URL(…, import.meta.url)",
  });
}

/** @throws {OptionError} when there is no such file, or when it is not a PNG file */
export function checkReference(path: string): void {
  let start: Uint8Array;
  try {
    start = firstBytes(path);
  } catch (error) {
    throw new OptionError({
      headline: `the reference ${path} cannot be read`,
      facts: { path, reason: describeThrown(error) },
      next: "give the path of a PNG file, relative to the file that asks for it or absolute",
      cause: error,
    });
  }
  if (isPng(start)) return;
  throw new OptionError({
    headline: `the reference ${path} is not a PNG file`,
    facts: { path },
    next: "save the reference as PNG",
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
