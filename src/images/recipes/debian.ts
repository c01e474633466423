// Debian and Ubuntu from virt-builder's public templates: GNOME with gdm3.
import type { ImageName } from "../name.ts";
import type { Recipe } from "../recipe-type.ts";
import { demoUser, restartDisplayManager } from "./parts/demo-user.ts";
import { gnomeCommands, gnomeFiles, gnomeSession } from "./parts/gnome.ts";

/** Jobs that would make one boot unlike the next, or put a notice on the screen. */
const unwanted = [
  "apt-daily.timer",
  "apt-daily-upgrade.timer",
  "unattended-upgrades.service",
  "man-db.timer",
  "plocate-updatedb.timer",
  "e2scrub_all.timer",
  "e2scrub_reap.service",
  "fstrim.timer",
  "packagekit.service",
  "fwupd-refresh.timer",
];

/** The same of Ubuntu alone: notices, reports of crashes, and offers of updates and of subscriptions. */
const unwantedOfUbuntu = [
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

/** snapd refreshes by a schedule of its own, whatever its timers are; it may not be there at all. */
const holdSnaps = "! command -v snap >/dev/null || snap refresh --hold || true";

/** The recipe of a Debian or Ubuntu image. */
export function debianRecipe({ distribution, version }: ImageName): Recipe {
  const isUbuntu = distribution === "ubuntu";
  return {
    template: `${distribution}-${version}`,
    packages: ["gnome-core", "gdm3", "sudo", "dconf-cli", "procps", "qemu-guest-agent"],
    commands: [
      ...gnomeCommands,
      "systemctl set-default graphical.target",
      `systemctl mask ${[...unwanted, ...(isUbuntu ? unwantedOfUbuntu : [])].join(" ")}`,
      "apt-get purge -y gnome-initial-setup update-notifier || true",
    ],
    firstbootCommands: [...demoUser.firstbootCommands, ...(isUbuntu ? [holdSnaps] : []), restartDisplayManager],
    files: [
      ...demoUser.files,
      ...gnomeFiles,
      {
        // The same program is built with different names for its settings.
        path: isUbuntu ? "/etc/gdm3/custom.conf" : "/etc/gdm3/daemon.conf",
        content: "[daemon]\nAutomaticLoginEnable=True\nAutomaticLogin=demo\nInitialSetupEnable=False\n",
      },
    ],
    guestAgent: true,
    session: gnomeSession,
    size: "12G",
  };
}
