// Chooses the default base image.
import { readEnvironment } from "../base/environment.ts";
import { embeddedImageName } from "../images/embedded/image-name.ts";

/** The image if a file or call names none: `DEMOTOOL_IMAGE`, else the configured one, else the embedded one. */
export function defaultImage(configured?: string): string {
  return readEnvironment().image ?? configured ?? embeddedImageName;
}
