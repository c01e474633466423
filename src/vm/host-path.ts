// Resolves the paths on this host that tests give to a VM's methods: relative ones start at the calling file.
import { existsSync } from "node:fs";
import { dirname, isAbsolute, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { callingFiles } from "../base/call-site.ts";
import { OptionError } from "../base/errors.ts";

/**
 * The absolute path of a file on this host. A separator at its end stays.
 *
 * @param given a path, absolute or relative to the file that called `callee`, or a file URL
 * @param callee the method of the public API that was called
 * @throws {OptionError} when it is neither, or relative and the calling file is not known
 */
export function hostPath(given: string | URL, callee: (...parameters: never[]) => unknown): string {
  const path = pathOf(given);
  if (isAbsolute(path)) return path;
  // Compiled files may have left what they name beside their source.
  const paths = callingFiles(callee).map((caller) => resolve(dirname(caller), path));
  const found = paths.find((file) => existsSync(file)) ?? paths.find((file) => existsSync(dirname(file))) ?? paths[0];
  if (found !== undefined) return path.endsWith(sep) ? `${found}${sep}` : found;
  throw new OptionError({
    headline: `the path ${path} is relative, and the file that names it is not known`,
    next: "give an absolute path, or new URL(…, import.meta.url)",
  });
}

function pathOf(given: unknown): string {
  if (given instanceof URL && given.protocol === "file:") return fileURLToPath(given);
  if (typeof given === "string" && given !== "" && !given.includes("\0")) {
    return given.startsWith("file:") ? fileURLToPath(given) : given;
  }
  throw new OptionError({
    headline: `${given instanceof URL ? given.href : JSON.stringify(given)} is not a path on this host`,
    next: "give a path as a string, or a file: URL",
  });
}
