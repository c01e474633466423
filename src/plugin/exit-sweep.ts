// When a signal ends Vitest, its workers die before they can clean up: the main process cleans up for them.
//
// libvirt itself removes their domains, because the connections that made them are gone, unless its daemon has restarted
// meanwhile. Overlays and logs remain; the next start would remove them too, as after `kill -9`, but may be days away.
import { removeOwnRunFolders } from "../host/run-folder.ts";

let registered = false;

/** Removes, when this process exits, the VMs that it or its workers still hold, with their run folders. */
export function sweepOnExit(): void {
  if (registered) return;
  registered = true;
  process.once("exit", () => removeOwnRunFolders());
}
