// When Vitest is ended by a signal, its workers die without a chance to clean up: the main process does what they cannot.
//
// libvirt itself removes their domains, because the connections that made them are gone. What remains are overlays and
// logs; a start after `kill -9` of everything would remove them too, but nobody should have to wait for that.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isOurs, ownerInName } from "../base/files/owner.ts";
import { runDirectory } from "../base/files/paths.ts";

let registered = false;

/** Makes this process remove, as it exits, the run folders of VMs that it or its workers still hold. */
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
    // QEMU may still write for a moment: to files without a name, which go when it closes them.
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
