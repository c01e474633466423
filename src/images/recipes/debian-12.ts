// The embedded image: Debian 12 with XFCE. demotool builds its template from a Debian mirror.
import { xfceReady } from "../embedded/desktop-ready.ts";
import { embeddedImageName } from "../embedded/image-name.ts";
import { templateDigest } from "../embedded/template.ts";
import { parseImageName } from "../name.ts";
import type { Recipe } from "../recipe-type.ts";
import type { Distribution } from "./distribution.ts";
import { demoUser, demoUserSetup } from "./parts/demo-user.ts";

/** Everything but the demo user is in the template. */
const recipe: Recipe = {
  template: embeddedImageName,
  packages: [],
  commands: [],
  firstbootCommands: [
    ...demoUserSetup.firstbootCommands,
    // Creates Documents, Pictures and so on, as on any desktop.
    `runuser --user ${demoUser.user} -- xdg-user-dirs-update`,
    // Its work is done; starting it at each boot would cost a few tenths of a second.
    "systemctl disable guestfs-firstboot.service",
  ],
  files: [
    ...demoUserSetup.files,
    {
      // Makes the group wheel the desktop's administrators, instead of Debian's group sudo.
      path: "/etc/polkit-1/rules.d/40-demotool.rules",
      content: 'polkit.addAdminRule(() => ["unix-group:wheel"]);\n',
    },
    // Makes the recipe's digest change with the template.
    { path: "/etc/demotool/template", content: `${templateDigest}\n` },
  ],
  guestAgent: true,
  session: { user: demoUser.user, ready: xfceReady },
};

const { distribution: distro, version } = parseImageName(embeddedImageName);

/** The embedded version of Debian. */
export const debian12: Distribution = { distro, version, recipe: () => recipe };
