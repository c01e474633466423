// The interface of a distribution. Each distribution has a file of its own and is listed in index.ts.
import type { ImageName } from "../name.ts";
import type { Recipe } from "../recipe-type.ts";

/** A distribution that demotool has a recipe for. */
export interface Distribution {
  /** The distribution's part of an image's name: `fedora` in `fedora-42`. */
  readonly distro: string;
  /** The only version that it applies to. Default: every version. */
  readonly version?: string;
  /** Returns the recipe of the image `{distro}-{version}`. */
  recipe(version: string): Recipe;
}

/** Whether an image is of this distribution. */
export function isOf({ distribution, version }: ImageName, candidate: Distribution): boolean {
  return candidate.distro === distribution && (candidate.version ?? version) === version;
}
