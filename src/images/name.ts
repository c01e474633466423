// Names of base images: `{distro}-{version}`. No valid name leads out of the cache directory.
import { OptionError } from "../base/errors.ts";

/** A distribution in lower case, a hyphen, a version. */
const pattern = /^(?<distribution>[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*)-(?<version>\d[a-z0-9.]*)$/;

/** The parts of an image's name. */
export interface ImageName {
  readonly distribution: string;
  readonly version: string;
}

/**
 * Checks and splits an image's name: `fedora-42` is `fedora` and `42`.
 *
 * @throws {OptionError} when it is not `{distro}-{version}`
 */
export function parseImageName(name: string): ImageName {
  const parsed = readImageName(name);
  if (parsed !== undefined) return parsed;
  throw new OptionError({
    headline: "the image's name must have the form {distro}-{version} in lower case",
    facts: { image: name.slice(0, 100) },
    next: "use a name such as debian-12, fedora-42 or my-company-desktop-3; virt-builder --list shows the public ones",
  });
}

/** Splits an image's name; undefined if it is invalid. */
export function readImageName(name: string): ImageName | undefined {
  const groups = name.length <= 64 && !name.includes("..") ? pattern.exec(name)?.groups : undefined;
  const { distribution, version } = groups ?? {};
  return distribution === undefined || version === undefined ? undefined : { distribution, version };
}
