// Ubuntu from virt-builder's public templates: GNOME with gdm3, without Ubuntu's notices.
import type { Distribution } from "./distribution.ts";
import { aptGnomeRecipe } from "./parts/apt-gnome.ts";

/** Units that show notices, crash reports, and offers of updates and subscriptions. */
const unwanted = [
  "apport.service",
  "apport-autoreport.path",
  "apport-autoreport.timer",
  "apport-autoreport.service",
  "whoopsie.path",
  "whoopsie.service",
  "motd-news.timer",
  "ua-timer.timer",
  "ubuntu-advantage.service",
  "esm-cache.service",
  "update-notifier-download.timer",
  "update-notifier-motd.timer",
  "snapd.snap-repair.timer",
];

/** Even with its timers masked, snapd refreshes on its own schedule. Not every image has snapd. */
const holdSnaps = "! command -v snap >/dev/null || snap refresh --hold || true";

/** Ubuntu. */
export const ubuntu: Distribution = {
  distro: "ubuntu",
  recipe: (version) =>
    aptGnomeRecipe({
      template: `ubuntu-${version}`,
      gdmSettings: "/etc/gdm3/custom.conf",
      unwanted,
      firstbootCommands: [holdSnaps],
    }),
};
