// The embedded image: Debian 12 with XFCE, whose template is made here and needs no server but a Debian mirror.
import { demoUser, restartDisplayManager } from "../families/demo-user.ts";
import type { Recipe } from "../recipe-parts.ts";

/** The embedded image's name, and its template's. */
export const embeddedImageName = "debian-12";

/** The recipe of the embedded image: everything but the demo user is in its template. */
export const embeddedRecipe: Recipe = {
  template: embeddedImageName,
  packages: [],
  commands: [],
  firstbootCommands: [...demoUser.firstbootCommands, restartDisplayManager],
  files: demoUser.files,
  guestAgent: true,
};
