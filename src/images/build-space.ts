// How much disk space a build needs.
import type { Recipe } from "./recipe-type.ts";

const mebibyte = 2 ** 20;
const units: Readonly<Record<string, number>> = { b: 1, K: 1024, M: mebibyte, G: 2 ** 30 };

/** MiB that a build takes at least at its height: template, image and what its first boot writes. */
const leastForBuild = 8192;
/** MiB of a public template, unpacked: virt-builder has it beside the image that it makes from it. */
const template = 4096;

/** MiB that a recipe's build may take at its height. An enlarged disk is seldom more than half full. */
export function buildSpace({ size = "0b" }: Pick<Recipe, "size">): number {
  const disk = (Number.parseFloat(size) * (units[size.at(-1) ?? ""] ?? 1)) / mebibyte;
  return Math.max(leastForBuild, Math.ceil(template + disk / 2));
}
