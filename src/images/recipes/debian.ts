// Debian from virt-builder's public templates: GNOME with gdm3.
import type { Distribution } from "./distribution.ts";
import { aptGnomeRecipe } from "./parts/apt-gnome.ts";

/** Debian, except for the embedded version. */
export const debian: Distribution = {
  distro: "debian",
  recipe: (version) => aptGnomeRecipe({ template: `debian-${version}`, gdmSettings: "/etc/gdm3/daemon.conf" }),
};
