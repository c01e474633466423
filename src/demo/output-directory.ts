// A demo's output directory: created with its first file; no path leads out of it.
import { mkdirSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { DemoOutput } from "../base/demo-output.ts";
import { OptionError } from "../base/errors.ts";
import { foldName, outputName } from "../base/files/output-name.ts";

/** Bytes of a file's name (NAME_MAX) and of a path, which may have 4095 (PATH_MAX) with the names of unfinished files. */
const maxBytes = { name: 255, path: 4000 } as const;

/** The output directory `directory` of the demo `name`. */
export function outputDirectory(name: string, directory: string): DemoOutput {
  const absolute = resolve(directory);
  const given = new Set<string>();
  const path = (file: string): string => {
    const target = inside(absolute, file);
    mkdirSync(dirname(target), { recursive: true });
    return target;
  };
  const newPath: DemoOutput["newPath"] = (wanted, extension, { own = false } = {}) => {
    const base = own ? wanted : outputName(checkedName(wanted), extension);
    for (let count = 1; ; count++) {
      const file = `${base}${count === 1 ? "" : `-${count}`}.${extension}`;
      const key = foldName(inside(absolute, file));
      if (given.has(key)) continue;
      given.add(key);
      return path(file);
    }
  };
  return { name, directory: absolute, path, newPath };
}

function checkedName(name: unknown): string {
  if (typeof name === "string" && /[^\s.]/.test(name.slice(name.lastIndexOf("/") + 1))) return name;
  throw new OptionError({
    headline: "a file in the demo's directory needs a name",
    facts: { name: String(name).slice(0, 100) },
    next: 'give a name such as "launch", without its extension',
  });
}

function inside(directory: string, file: string): string {
  const target = resolve(join(directory, file));
  const below = relative(directory, target);
  if (below === "" || below.split("/")[0] === ".." || isAbsolute(below) || file.includes("\0")) {
    throw new OptionError({
      headline: "the path leads out of the demo's directory",
      facts: { file: file.slice(0, 200), directory },
      next: "give a file name, or a relative path without ..",
    });
  }
  checkLength(target);
  return target;
}

function checkLength(path: string): void {
  const longest = Math.max(...path.split("/").map((part) => Buffer.byteLength(part)));
  const bytes = Buffer.byteLength(path);
  if (longest <= maxBytes.name && bytes <= maxBytes.path) return;
  throw new OptionError({
    headline: `the path of a file in the demo's directory is too long`,
    facts: { path: path.slice(0, 200), bytes, longestNameBytes: longest },
    next: `give a name of at most ${maxBytes.name} bytes, in a path of at most ${maxBytes.path} bytes`,
  });
}
