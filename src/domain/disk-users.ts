// Ends whatever still uses the disk of a VM that is no longer needed: only then may the disk be deleted.
import { log } from "../base/log.ts";
import { killProcess, qemuProcesses, sampleProcess } from "../base/process/qemu-process.ts";
import { Deadline } from "../base/time/deadline.ts";
import { poll } from "../base/time/poll.ts";
import type { Connection } from "../libvirt/connection.ts";
import type { Domain } from "../libvirt/domain.ts";
import { isNotFound } from "../libvirt/errors.ts";
import { diskFiles } from "../libvirt/live-xml.ts";

/** Milliseconds for a killed QEMU to end. */
const endMs = 10_000;
const pollMs = 50;

/**
 * Destroys the domain that uses a disk, and kills a QEMU of it that a daemon which ended has left behind.
 *
 * @param name the domain's name
 * @param path the disk, or the directory that holds it
 * @throws {LibvirtError} when libvirt does not tell whether the domain lives
 * @throws {TimeoutError} when it does not end
 */
export async function endDiskUsers(connection: Connection, name: string, path: string): Promise<void> {
  await using domain = await connection.findDomain(name);
  // Another VM may have the name by now.
  if (domain && (await usesDisk(domain, path))) await domain.destroyAndWait();
  for (const { pid } of qemuProcesses(path)) {
    log.warn("killing a QEMU process that libvirt no longer knows", { domain: name, pid });
    killProcess(pid);
    await ended(pid);
  }
}

async function usesDisk(domain: Domain, path: string): Promise<boolean> {
  try {
    return diskFiles(await domain.xml()).some((file) => file === path || file.startsWith(`${path}/`));
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function ended(pid: number): Promise<void> {
  await poll(Deadline.after(endMs, `end of the QEMU process ${pid}`), pollMs, async () => {
    const sample = await sampleProcess(pid);
    return sample === undefined || sample.state === "Z" || undefined;
  });
}
