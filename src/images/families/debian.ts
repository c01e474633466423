// Debian and Ubuntu from virt-builder's public templates: GNOME with gdm3.
import type { ImageName } from "../name.ts";
import type { Recipe } from "../recipe-parts.ts";
import { demoUser, restartDisplayManager } from "./demo-user.ts";
import { gnomeCommands, gnomeFiles, gnomeSession } from "./gnome.ts";

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

/** The recipe of a Debian or Ubuntu image. */
export function debianRecipe({ distribution, version }: ImageName): Recipe {
  return {
    template: `${distribution}-${version}`,
    packages: ["gnome-core", "gdm3", "sudo", "dconf-cli", "procps", "qemu-guest-agent"],
    commands: [
      ...gnomeCommands,
      "systemctl set-default graphical.target",
      `systemctl mask ${unwanted.join(" ")}`,
      "apt-get purge -y gnome-initial-setup update-notifier || true",
    ],
    firstbootCommands: [...demoUser.firstbootCommands, restartDisplayManager],
    files: [
      ...demoUser.files,
      ...gnomeFiles,
      {
        path: "/etc/gdm3/daemon.conf",
        content: "[daemon]\nAutomaticLoginEnable=True\nAutomaticLogin=demo\nInitialSetupEnable=False\n",
      },
    ],
    guestAgent: true,
    session: gnomeSession,
    size: "12G",
  };
}
