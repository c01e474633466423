// Estimates the disk space that a build needs.
import type { Recipe } from "./recipe-type.ts";

const mebibyte = 2 ** 20;
const units: Readonly<Record<string, number>> = { b: 1, K: 1024, M: mebibyte, G: 2 ** 30 };

/** Minimum peak of a build: the template, the image and what its first boot writes. */
const minBuildMebibytes = 8192;
/** A public template, unpacked: virt-builder stores it beside the image. */
const templateMebibytes = 4096;

/** Returns the MiB that a recipe's build may need at its peak. An enlarged disk is rarely more than half full. */
export function buildSpace({ size = "0b" }: Pick<Recipe, "size">): number {
  const disk = (Number.parseFloat(size) * (units[size.at(-1) ?? ""] ?? 1)) / mebibyte;
  return Math.max(minBuildMebibytes, Math.ceil(templateMebibytes + disk / 2));
}
