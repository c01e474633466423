// Makes a domain name free: removes what a dead run left, refuses what is in use or somebody else's.

import { log } from "../base/log.ts";
import { isAlive } from "../base/owner.ts";
import type { Connection } from "../libvirt/connection.ts";
import type { Domain } from "../libvirt/domain.ts";
import { DomainExistsError } from "./errors.ts";
import { markNamespace, ownerIn } from "./mark.ts";

/**
 * Removes the domain `name` if demotool made it and its owner is dead.
 *
 * @throws {DomainExistsError} when it belongs to a live run or to somebody else
 */
export async function claimDomainName(connection: Connection, name: string): Promise<void> {
  await using domain = await connection.findDomain(name);
  if (domain === undefined) return;
  const owner = ownerIn(await domain.metadata(markNamespace));
  if (owner === undefined) throw foreign(name, connection.uri);
  if (isAlive(owner)) throw inUse(name, owner.pid);
  await remove(domain, owner.pid);
}

/** Removes every domain that demotool made and whose owner is dead. */
export async function sweepDomains(connection: Connection): Promise<void> {
  for (const listed of await connection.listDomains()) {
    await using domain = listed;
    // Another process may sweep, or a VM end, at the same time: what is gone needs no sweeping.
    const metadata = await domain.metadata(markNamespace).catch(() => undefined);
    const owner = ownerIn(metadata);
    if (owner !== undefined && !isAlive(owner)) await remove(domain, owner.pid);
  }
}

async function remove(domain: Domain, pid: number): Promise<void> {
  log.info("removing a domain that a killed run left", { domain: domain.name, owner: pid });
  await domain.destroy();
}

function foreign(domain: string, uri: string): DomainExistsError {
  return new DomainExistsError({
    headline: `a domain named ${domain} exists that demotool did not make`,
    facts: { domain, uri },
    next: `rename it, remove it yourself (virsh -c ${uri} undefine ${domain}), or give the demo another name`,
  });
}

function inUse(domain: string, pid: number): DomainExistsError {
  return new DomainExistsError({
    headline: `the VM ${domain} is in use by a run that is still going`,
    facts: { domain, ownerProcessId: pid },
    next: "wait for that run, stop it, or give the demo another name",
  });
}
