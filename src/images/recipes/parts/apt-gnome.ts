// Debian and its derivatives from virt-builder's public templates: GNOME with gdm3, installed by apt.
import type { Recipe } from "../../recipe-type.ts";
import { demoUserSetup, restartDisplayManager } from "./demo-user.ts";
import { gdmLogin, gnomeCommands, gnomeFiles, gnomeSession } from "./gnome.ts";

/** What differs between the distributions. */
export interface AptGnome {
  readonly template: string;
  /** The path of gdm3's settings, which differs between distributions. */
  readonly gdmSettings: string;
  /** Units to mask in addition to the common ones. */
  readonly unwanted?: readonly string[];
  /** First-boot commands to run after the demo user is created. */
  readonly firstbootCommands?: readonly string[];
}

/** Units that make boots differ, or show notices on the screen. */
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

/** Returns the recipe of one of the distributions. */
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
