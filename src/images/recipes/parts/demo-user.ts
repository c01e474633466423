// The user that every image has, created at the first boot.
import type { Recipe } from "../../recipe-type.ts";

/** The user who is logged in to the desktop. */
export const demoUser = { user: "demo", password: "demokudasaidomo" } as const;

const { user, password } = demoUser;

/** Creates the demo user in the group `wheel`, whose members may use sudo. */
export const demoUserSetup: Pick<Recipe, "firstbootCommands" | "files"> = {
  firstbootCommands: [
    "getent group wheel >/dev/null || groupadd --system wheel",
    `id -u ${user} >/dev/null 2>&1 || useradd --create-home --shell /bin/bash ${user}`,
    `usermod --append --groups wheel ${user}`,
    `echo ${user}:${password} | chpasswd`,
  ],
  files: [{ path: "/etc/sudoers.d/demotool-wheel", content: "%wheel ALL=(ALL:ALL) ALL\n", mode: 0o440 }],
};

/** The last first-boot command: the display manager started before the user existed and now logs in automatically. */
export const restartDisplayManager = "systemctl restart display-manager.service";
