// The embedded image: Debian 12 with XFCE, whose template is made here and needs no server but a Debian mirror.

import type { Recipe } from "../recipe-type.ts";
import { demoUser } from "../recipes/parts/demo-user.ts";
import { xfceReady } from "./desktop-ready.ts";
import { templateDigest } from "./template.ts";

/** The embedded image's name, and its template's. */
export const embeddedImageName = "debian-12";

/** The recipe of the embedded image: everything but the demo user is in its template. */
export const embeddedRecipe: Recipe = {
  template: embeddedImageName,
  packages: [],
  commands: [],
  firstbootCommands: [
    ...demoUser.firstbootCommands,
    // Documents, Pictures and so on, as on any desktop.
    "runuser --user demo -- xdg-user-dirs-update",
    // Its work is done; started at each boot, it would cost the demos a few tenths of a second.
    "systemctl disable guestfs-firstboot.service",
  ],
  files: [
    ...demoUser.files,
    {
      // Debian asks members of the group sudo for leave; here the group is wheel, on the desktop too.
      path: "/etc/polkit-1/rules.d/40-demotool.rules",
      content: 'polkit.addAdminRule(() => ["unix-group:wheel"]);\n',
    },
    // The recipe's digest so changes with the template.
    { path: "/etc/demotool/template", content: `${templateDigest}\n` },
  ],
  guestAgent: true,
  session: { user: "demo", ready: xfceReady },
};
