// Resolves and checks the path of a reference.
import { closeSync, constants, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describeThrown, OptionError } from "../../../base/errors.ts";
import { headerEnd, PngFault, parseHeader } from "../../png/header.ts";

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

/** @throws {OptionError} when there is no such file, when it is not a PNG file, or when it is larger than any screen */
export function checkReference(path: string): void {
  try {
    parseHeader(firstBytes(path));
  } catch (error) {
    if (error instanceof PngFault) {
      const { message, next } = error;
      throw new OptionError({ headline: `the reference ${path} ${message}`, facts: { path }, next });
    }
    throw new OptionError({
      headline: `the reference ${path} cannot be read`,
      facts: { path, reason: describeThrown(error) },
      next: "give the path of a PNG file, relative to the file that asks for it or absolute",
      cause: error,
    });
  }
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
  // Without O_NONBLOCK, opening a named pipe waits for a writer.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const bytes = new Uint8Array(headerEnd);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
