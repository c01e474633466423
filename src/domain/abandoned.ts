// The VMs of this process that it could not remove, because libvirt did not answer: the next start removes them.
import { describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import type { Connection } from "../libvirt/connection.ts";
import type { DomainOwner } from "./owner-metadata.ts";

/**
 * Ends the VM and releases what it still holds on this host.
 *
 * @throws {Error} when it cannot be told whether the VM lives: everything is kept then
 */
type Remove = (connection: Connection) => Promise<void>;

interface Abandoned {
  readonly uri: string;
  readonly remove: Remove;
}

const abandoned = new Map<DomainOwner, Abandoned>();

/** Gives up a VM, by the owner of its run folder: its name may be taken once `remove` has succeeded. */
export function abandon(owner: DomainOwner, uri: string, remove: Remove): void {
  abandoned.set(owner, { uri, remove });
}

/** Whether a VM was given up and is not removed yet. */
export function isAbandoned(owner: DomainOwner): boolean {
  return abandoned.has(owner);
}

/**
 * Removes a VM that was given up, whether libvirt still knows it or not. Does nothing for others.
 *
 * @throws {Error} when it cannot be told whether it lives
 */
export async function removeAbandoned(connection: Connection, owner: DomainOwner): Promise<void> {
  const found = abandoned.get(owner);
  if (found === undefined || found.uri !== connection.uri) return;
  await found.remove(connection);
  abandoned.delete(owner);
}

/** Removes all VMs that were given up. Logs a warning about each that cannot be removed. */
export async function sweepAbandoned(connection: Connection): Promise<void> {
  for (const owner of [...abandoned.keys()]) {
    await removeAbandoned(connection, owner).catch((error: unknown) =>
      log.warn("could not remove a VM that was given up", { owner, reason: describeThrown(error) }),
    );
  }
}
