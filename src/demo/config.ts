// What holds for all VMs of a run: default image, recipes, VM options.
import { readEnvironment } from "../base/environment.ts";

/** The image that needs no server but a Debian mirror. */
export const embeddedImage = "debian-12";

/** The image where nothing else is said: `DEMOTOOL_IMAGE`, else the embedded one. */
export function defaultImage(): string {
  return readEnvironment().image ?? embeddedImage;
}
