// When a signal ends Vitest, its workers die without a chance to clean up: the main process does it for them.
//
// libvirt itself removes their domains, because the connections that made them are gone. Overlays and logs remain; the
// next start would remove them too, as after `kill -9`, but it may come much later.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isOurs, ownerInName } from "../base/files/owner.ts";
import { runDirectory } from "../base/files/paths.ts";

let registered = false;

/** Makes this process remove, when it exits, the run folders of VMs that it or its workers still hold. */
export function sweepOnExit(): void {
  if (registered) return;
  registered = true;
  process.once("exit", () => sweepOwn(runDirectory));
}

/** Removes the run folders whose owner is this process or a child of it. Synchronous: an exiting process cannot wait. */
export function sweepOwn(directory: string): void {
  for (const name of foldersIn(directory)) {
    const owner = ownerInName(name);
    if (owner === undefined || !isOurs(owner)) continue;
    // QEMU may still write for a moment: to unlinked files, which vanish when it closes them.
    rmSync(join(directory, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function foldersIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
