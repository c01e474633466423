// A demo's output directory: created with its first file; no path leads out of it.
import { mkdirSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { DemoOutput } from "../base/demo-output.ts";
import { OptionError } from "../base/errors.ts";

/** The output directory `directory` of the demo `name`. */
export function outputDirectory(name: string, directory: string): DemoOutput {
  const absolute = resolve(directory);
  const given = new Set<string>();
  const path = (file: string): string => {
    const target = inside(absolute, file);
    mkdirSync(dirname(target), { recursive: true });
    return target;
  };
  const newPath = (base: string, extension: string): string => {
    for (let count = 1; ; count++) {
      const file = `${base}${count === 1 ? "" : `-${count}`}.${extension}`;
      if (given.has(file)) continue;
      given.add(file);
      return path(file);
    }
  };
  return { name, directory: absolute, path, newPath };
}

function inside(directory: string, file: string): string {
  const target = resolve(join(directory, file));
  const below = relative(directory, target);
  if (below !== "" && !below.startsWith("..") && !isAbsolute(below) && !file.includes("\0")) return target;
  throw new OptionError({
    headline: "the path leads out of the demo's directory",
    facts: { file, directory },
    next: "give a file name, or a relative path without ..",
  });
}
