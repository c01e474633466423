// When a signal ends Vitest, its workers die without a chance to clean up: the main process does it for them.
//
// libvirt itself removes their domains, because the connections that made them are gone. Overlays and logs remain; the
// next start would remove them too, as after `kill -9`, but it may come much later.
import { removeOwnRunFolders } from "../host/run-folder.ts";

let registered = false;

/** Makes this process remove, as it exits, the run folders of VMs that it or its workers still hold. */
export function sweepOnExit(): void {
  if (registered) return;
  registered = true;
  process.once("exit", () => removeOwnRunFolders());
}
