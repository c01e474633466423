// Fedora Workstation: GNOME with gdm.
import type { Distribution } from "./distribution.ts";
import { demoUserSetup, restartDisplayManager } from "./parts/demo-user.ts";
import { gdmLogin, gnomeCommands, gnomeFiles, gnomeSession } from "./parts/gnome.ts";

/** Units that make boots differ, or show notices on the screen. */
const unwanted = [
  "packagekit.service",
  "packagekit-offline-update.service",
  "dnf-makecache.timer",
  "dnf5-makecache.timer",
  "man-db-cache-update.service",
  "plocate-updatedb.timer",
  "fwupd-refresh.timer",
  "raid-check.timer",
  "abrtd.service",
];

/** Fedora. */
export const fedora: Distribution = {
  distro: "fedora",
  recipe: (version) => ({
    template: `fedora-${version}`,
    packages: ["@workstation-product-environment", "qemu-guest-agent"],
    commands: [
      ...gnomeCommands,
      "systemctl set-default graphical.target",
      "systemctl enable gdm.service qemu-guest-agent.service",
      `systemctl mask ${unwanted.join(" ")}`,
      "rpm --quiet -q gnome-initial-setup && dnf -y remove gnome-initial-setup gnome-tour || true",
    ],
    firstbootCommands: [...demoUserSetup.firstbootCommands, restartDisplayManager],
    files: [...demoUserSetup.files, ...gnomeFiles, gdmLogin("/etc/gdm/custom.conf")],
    guestAgent: true,
    session: gnomeSession,
    // The template's 6 GiB are too small for Fedora Workstation.
    size: "20G",
  }),
};
