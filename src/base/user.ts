// The user that this process runs as. Containers often run as a user that the user database (passwd(5)) does not know.
import { homedir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { DemotoolError } from "./errors.ts";

/** Returns the user's home directory: `$HOME`, else that of the user database, else the root directory. Never throws. */
export function homeDirectory(): string {
  try {
    return homedir() || "/";
  } catch {
    return "/";
  }
}

/** Returns the user's configuration directory: `$XDG_CONFIG_HOME` unless it is relative, else `~/.config`. Never throws. */
export function configHome(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CONFIG_HOME = "" } = environment;
  return isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(homeDirectory(), ".config");
}

/**
 * Requires an entry in the user database, without which libvirt starts no VM.
 *
 * @param look default: looks up the user of this process
 * @throws {DemotoolError} code `USER` when there is none
 */
export function requireKnownUser(look: () => unknown = userInfo): void {
  try {
    look();
  } catch (cause) {
    const uid = process.getuid?.() ?? 0;
    const gid = process.getgid?.() ?? 0;
    throw new DemotoolError("USER", {
      headline: `the user database has no entry for the user id ${uid}, and libvirt starts no VM without one`,
      facts: { uid, gid },
      next:
        "run as a user that has an entry (docker run --user), or add one in the container, as root: " +
        `echo "demo:x:${uid}:${gid}::/home/demo:/bin/sh" >> /etc/passwd`,
      cause,
    });
  }
}
