// What an ordinary user needs to build images, besides packages: only root can provide it, so print advice.
import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { say } from "./say.mjs";

/** Prints what the administrator must change before this user can build an image; existing images do not need it. */
export function adviseOrdinaryUser() {
  if (process.getuid?.() === 0) return;
  const { username, uid } = userInfo();
  if (!["/etc/subuid", "/etc/subgid"].every((file) => hasRange(file, username, uid))) {
    say(`to build the image debian-12, mmdebstrap needs subordinate ids for ${username}. As root:`);
    say(`  usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${username}`);
  }
  // On Ubuntu only root can read the kernels.
  const kernels = readdirSync("/boot").filter((name) => name.startsWith("vmlinuz-"));
  if (kernels.length > 0 && !kernels.some((name) => readable(`/boot/${name}`))) {
    say("virt-builder boots the host's kernel, which only root can read. As root:");
    say("  chmod a+r /boot/vmlinuz-*");
  }
}

function hasRange(file, username, uid) {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .some((line) => line.startsWith(`${username}:`) || line.startsWith(`${uid}:`));
  } catch {
    return false;
  }
}

function readable(path) {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
