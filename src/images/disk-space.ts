// Looks for free space before something large is made, so that a build does not fail at its end.
import { statfs } from "node:fs/promises";
import { DiskSpaceError } from "./errors.ts";
import type { Recipe } from "./recipe-parts.ts";

const mebibyte = 2 ** 20;
const units: Readonly<Record<string, number>> = { b: 1, K: 1024, M: mebibyte, G: 2 ** 30 };

/** MiB that a build takes at the least at its height: template, image and what its first boot writes. */
const leastForBuild = 8192;
/** MiB of a public template, unpacked: virt-builder has it beside the image that it makes from it. */
const template = 4096;

/** MiB that a recipe's build may take at its height. A disk that was made larger is seldom more than half full. */
export function buildSpace({ size = "0b" }: Pick<Recipe, "size">): number {
  const disk = (Number.parseFloat(size) * (units[size.at(-1) ?? ""] ?? 1)) / mebibyte;
  return Math.max(leastForBuild, Math.ceil(template + disk / 2));
}

/**
 * Makes sure that a directory's file system has room.
 *
 * @param needed MiB
 * @param next what to do where it has not
 * @throws {DiskSpaceError} when it has less
 */
export async function requireDiskSpace(
  directory: string,
  needed: number,
  purpose: string,
  next = "free some space, or set XDG_CACHE_HOME to a directory on a larger disk",
): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = Math.floor((bavail * bsize) / mebibyte);
  if (free >= needed) return;
  throw new DiskSpaceError({
    headline: `not enough free disk space for ${purpose}`,
    facts: { directory, freeMiB: free, neededMiB: needed },
    next,
  });
}
