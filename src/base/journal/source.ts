// Finds the caller's own code in a call stack: the nearest line outside of demotool and of packages.
import { fileURLToPath } from "node:url";
import { original, type Place, placesIn } from "../call-site.ts";

/** A source file and line. */
export interface RawSource {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
}

/** The directory that holds src/: the package's root, or dist/ in it. */
const sourceRoot = fileURLToPath(new URL("../../../", import.meta.url));
// Vitest already maps positions in dist/ to the files that they were compiled from.
const packageRoot = sourceRoot.replace(/\/dist\/$/, "/");
const ownFolders = ["src/", "fixtures/", "dist/"].map((folder) => `${packageRoot}${folder}`);

/** Returns the line of the caller's own code; undefined if the stack contains none. */
export function userSource(stack: string): RawSource | undefined {
  let inPackage: Place | undefined;
  for (const place of placesIn(stack)) {
    if (ownFolders.some((folder) => place.file.startsWith(folder))) continue;
    if (!place.file.includes("/node_modules/")) return mapped(place);
    inPackage ??= place;
  }
  return inPackage && mapped(inPackage);
}

function mapped(place: Place): RawSource {
  const { file, line } = original(place) ?? place;
  return { file, line };
}
