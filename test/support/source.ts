// The source as text: its files, imports and exports.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of this repository. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The TypeScript files below the folders, relative to the repository's root, sorted. */
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

/** The specifiers of a text's imports, re-exports and dynamic imports, types included. */
export function importsIn(text: string): string[] {
  const code = text.replaceAll(/^\s*\/\/.*$|\/\*[\s\S]*?\*\//gm, "");
  return importForms.flatMap((form) => [...code.matchAll(form)].map(([, specifier]) => specifier ?? ""));
}

const loadingForms = [
  /^(?:import|export)\b(?!\s+type\b)[^;"'`]*?\bfrom\s*["']([^"']+)["']/gm,
  /^import\s*["']([^"']+)["']/gm,
];

/** The packages loaded with a file, directly or through other source files, without type and dynamic imports. */
export function packagesLoadedBy(file: string): string[] {
  const packages = new Set<string>();
  // Grows during iteration: a set also visits added elements, each once.
  const reached = new Set([file]);
  for (const each of reached) {
    const text = sourceOf(each);
    for (const [, specifier = ""] of loadingForms.flatMap((form) => [...text.matchAll(form)])) {
      if (specifier.startsWith(".")) reached.add(join(dirname(each), specifier));
      else if (!specifier.startsWith("node:")) packages.add(specifier);
    }
  }
  return [...packages].sort();
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
