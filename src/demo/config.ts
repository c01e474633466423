// Which base image a VM is made from where nobody says.
import { readEnvironment } from "../base/environment.ts";

/** The embedded image's name. Its recipe has it too, and takes long to load for those who want the name alone. */
const embeddedImageName = "debian-12";

/** The image where a file or call names none: `DEMOTOOL_IMAGE`, else the configured one, else the embedded one. */
export function defaultImage(configured?: string): string {
  return readEnvironment().image ?? configured ?? embeddedImageName;
}
