// Fedora Workstation: GNOME with gdm.
import type { ImageName } from "../name.ts";
import type { Recipe } from "../recipe-type.ts";
import { demoUser, restartDisplayManager } from "./parts/demo-user.ts";
import { gnomeCommands, gnomeFiles, gnomeSession } from "./parts/gnome.ts";

/** Jobs that would make one boot unlike the next, or put a notice on the screen. */
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

/** The recipe of a Fedora image. */
export function fedoraRecipe({ version }: ImageName): Recipe {
  return {
    template: `fedora-${version}`,
    packages: ["@workstation-product-environment", "qemu-guest-agent"],
    commands: [
      ...gnomeCommands,
      "systemctl set-default graphical.target",
      "systemctl enable gdm.service qemu-guest-agent.service",
      `systemctl mask ${unwanted.join(" ")}`,
      "rpm --quiet -q gnome-initial-setup && dnf -y remove gnome-initial-setup gnome-tour || true",
    ],
    firstbootCommands: [...demoUser.firstbootCommands, restartDisplayManager],
    files: [
      ...demoUser.files,
      ...gnomeFiles,
      {
        path: "/etc/gdm/custom.conf",
        content: "[daemon]\nAutomaticLoginEnable=True\nAutomaticLogin=demo\nInitialSetupEnable=False\n",
      },
    ],
    guestAgent: true,
    session: gnomeSession,
    // The template's 6 GiB do not hold the workstation.
    size: "20G",
  };
}
