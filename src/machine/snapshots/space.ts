// Checks the disk space before a snapshot is made: a full disk stops the guest, not only the snapshot.
import { dirname } from "node:path";
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import type { Domain } from "../../libvirt/domain.ts";

/** MiB that stay free for what the guest itself writes later. */
const reserveMiB = 512;

/**
 * Makes sure that the memory in use, which is what a snapshot holds, fits beside the VM's disk.
 *
 * @throws {DiskSpaceError} when it does not
 */
export async function requireSnapshotSpace(domain: Domain, disk: string, name: string): Promise<void> {
  const usedMiB = (await domain.residentMemory()) ?? 0;
  const directory = dirname(disk);
  const next = "free some space, or set XDG_CACHE_HOME to a directory on a larger disk, or take fewer snapshots";
  await requireDiskSpace(directory, usedMiB + reserveMiB, `the snapshot ${name} of ${domain.name}`, next);
}
