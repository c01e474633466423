// Removes domains left by killed runs.
import { describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { isDeadOwner } from "../host/run-folder.ts";
import type { Connection } from "../libvirt/connection.ts";
import type { Domain } from "../libvirt/domain.ts";
import { sweepAbandoned } from "./abandoned.ts";
import { type DomainOwner, ownerOf } from "./owner-metadata.ts";

/**
 * Removes every domain of demotool whose owner is dead for certain, and the VMs that this process has given up. Logs a
 * warning about each that cannot be removed.
 */
export async function sweepDomains(connection: Connection): Promise<void> {
  await sweepAbandoned(connection);
  for (const listed of await connection.listDomains()) {
    await using domain = listed;
    // A domain can disappear at any time: its VM ends, or another process removes it.
    const owner = await ownerOf(domain).catch(() => undefined);
    if (owner === undefined || !(await isDeadOwner(domain.name, owner))) continue;
    await removeLeftover(domain, owner).catch((error: unknown) =>
      log.warn("could not remove a killed run's domain", { domain: domain.name, reason: describeThrown(error) }),
    );
  }
}

/**
 * Removes the domain of a dead owner, and waits until its name is free.
 *
 * @throws {LibvirtError} when libvirt fails
 * @throws {TimeoutError} when the domain does not disappear
 */
export async function removeLeftover(domain: Domain, owner: DomainOwner): Promise<void> {
  log.info("removing a killed run's domain", { domain: domain.name, owner });
  await domain.destroyAndWait();
}
