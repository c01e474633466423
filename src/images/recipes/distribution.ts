// What every distribution looks like: one file each, all listed in index.ts.
import type { ImageName } from "../name.ts";
import type { Recipe } from "../recipe-type.ts";

/** A distribution that demotool knows how to make an image of. */
export interface Distribution {
  /** The distribution's part of an image's name: `fedora` of `fedora-42`. */
  readonly distro: string;
  /** The only version that it is for. Default: every version. */
  readonly version?: string;
  /** The recipe of the image `{distro}-{version}`. */
  recipe(version: string): Recipe;
}

/** Whether an image is of this distribution. */
export function isOf({ distribution, version }: ImageName, candidate: Distribution): boolean {
  return candidate.distro === distribution && (candidate.version ?? version) === version;
}
