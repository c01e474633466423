// demotool as root: QEMU then runs as root too.
import { log } from "../base/log.ts";

/** Whether this process runs as root. By default, the system daemon starts QEMU as a user that cannot read root's files. */
export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Warns once, if this process runs as root, of what that means. */
export function warnOfRoot(isRoot: boolean = runsAsRoot()): void {
  if (!isRoot) return;
  log.warnOnce(
    "demotool runs as root, and so does QEMU: a guest that breaks out of QEMU owns this host; run as an ordinary user " +
      "where guests are not trusted (SECURITY.md)",
  );
}
