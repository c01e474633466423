// Checks the disk space before a snapshot: a full disk stops the guest too.
import { dirname } from "node:path";
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import type { Domain } from "../../libvirt/domain.ts";

/** MiB that stay free for later writes of the guest. */
const reserveMiB = 512;

/**
 * Makes sure that a snapshot, whose size is the memory in use, fits on the disk of the VM's overlay.
 *
 * @throws {DiskSpaceError} when it does not
 */
export async function requireSnapshotSpace(domain: Domain, disk: string, name: string): Promise<void> {
  const usedMiB = (await domain.residentMemory()) ?? 0;
  const directory = dirname(disk);
  const next = "free some space, set XDG_CACHE_HOME to a directory on a larger disk, or take fewer snapshots";
  await requireDiskSpace(directory, usedMiB + reserveMiB, `the snapshot ${name} of ${domain.name}`, next);
}
