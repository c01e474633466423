// The source as text: its files, what they import and what they export.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of this repository. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The TypeScript files below some folders, relative to the repository's root, sorted. */
export function filesBelow(...folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) => readdirSync(join(repository, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)))
    .sort();
}

/** The text of a file named relative to the repository's root. */
export function sourceOf(file: string): string {
  return readFileSync(join(repository, file), "utf8");
}

const importForms = [
  /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']/gm,
  /^\s*import\s*["']([^"']+)["']/gm,
  /\bimport\s*\(\s*["']([^"']+)["']/g,
  /\bimport\.meta\.resolve\s*\(\s*["']([^"']+)["']/g,
  /\bnew URL\(\s*["'](\.[^"']+\.ts)["']\s*,\s*import\.meta\.url/g,
];

/** What a text imports, exports from or loads: the specifiers as they are written, types included. */
export function importsIn(text: string): string[] {
  const code = text.replaceAll(/^\s*\/\/.*$|\/\*[\s\S]*?\*\//gm, "");
  return importForms.flatMap((form) => [...code.matchAll(form)].map(([, specifier]) => specifier ?? ""));
}

/** An import between two files of the source, or from a file to a package. */
export interface Import {
  readonly from: string;
  /** A file relative to the repository's root, or the specifier of a package. */
  readonly to: string;
}

/** The imports of a file, relative ones as files. */
export function importsOf(file: string, text: string = sourceOf(file)): Import[] {
  return importsIn(text).map((specifier) => ({
    from: file,
    to: specifier.startsWith(".") ? join(dirname(file), specifier) : specifier,
  }));
}
