// The distributions that demotool knows: the place to add one.
import { debian } from "./debian.ts";
import { debian12 } from "./debian-12.ts";
import type { Distribution } from "./distribution.ts";
import { fedora } from "./fedora.ts";
import { ubuntu } from "./ubuntu.ts";

/** All distributions. The first that an image's name fits counts. */
export const distributions: readonly Distribution[] = [debian12, debian, ubuntu, fedora];
