// The list of distributions that demotool has recipes for. Add new ones here.
import { debian } from "./debian.ts";
import { debian12 } from "./debian-12.ts";
import type { Distribution } from "./distribution.ts";
import { fedora } from "./fedora.ts";
import { ubuntu } from "./ubuntu.ts";

/** All distributions. The first one that matches an image's name is used. */
export const distributions: readonly Distribution[] = [debian12, debian, ubuntu, fedora];
