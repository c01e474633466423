// Debian and its relatives from virt-builder's public templates: GNOME with gdm3, installed by apt.
import type { Recipe } from "../../recipe-type.ts";
import { demoUserSetup, restartDisplayManager } from "./demo-user.ts";
import { gdmLogin, gnomeCommands, gnomeFiles, gnomeSession } from "./gnome.ts";

/** What differs between the relatives. */
export interface AptGnome {
  readonly template: string;
  /** gdm3's settings: the same program is built with different names for the file. */
  readonly gdmSettings: string;
  /** Units to mask besides those of all. */
  readonly unwanted?: readonly string[];
  /** First-boot commands once the demo user is there. */
  readonly firstbootCommands?: readonly string[];
}

/** Units that would make one boot unlike the next, or put a notice on the screen. */
const unwantedEverywhere = [
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

/** The recipe of one of them. */
export function aptGnomeRecipe({ template, gdmSettings, unwanted = [], firstbootCommands = [] }: AptGnome): Recipe {
  return {
    template,
    packages: ["gnome-core", "gdm3", "sudo", "dconf-cli", "procps", "qemu-guest-agent"],
    commands: [
      ...gnomeCommands,
      "systemctl set-default graphical.target",
      `systemctl mask ${[...unwantedEverywhere, ...unwanted].join(" ")}`,
      "apt-get purge -y gnome-initial-setup update-notifier || true",
    ],
    firstbootCommands: [...demoUserSetup.firstbootCommands, ...firstbootCommands, restartDisplayManager],
    files: [...demoUserSetup.files, ...gnomeFiles, gdmLogin(gdmSettings)],
    guestAgent: true,
    session: gnomeSession,
    size: "12G",
  };
}
