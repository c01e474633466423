// Makes a domain name free: removes what a dead run left, refuses what is in use or somebody else's.
import { describeThrown } from "../base/errors.ts";
import { isAlive, type Owner, thisOwner } from "../base/files/owner.ts";
import { log } from "../base/log.ts";
import type { Connection } from "../libvirt/connection.ts";
import type { Domain } from "../libvirt/domain.ts";
import { isNotFound } from "../libvirt/errors.ts";
import { destroyDomain } from "./destroy.ts";
import { DomainExistsError } from "./errors.ts";
import { ownerIn, ownerNamespace } from "./owner-metadata.ts";

/**
 * Removes the domain `name` if demotool made it and its owner is dead.
 *
 * @throws {DomainExistsError} when it belongs to a live run or to somebody else
 */
export async function claimDomainName(connection: Connection, name: string): Promise<void> {
  await using domain = await connection.findDomain(name);
  if (domain === undefined) return;
  try {
    const owner = ownerIn(await domain.metadata(ownerNamespace));
    if (owner === undefined) throw foreign(name, connection.uri);
    if (isAlive(owner)) throw inUse(name, owner);
    await remove(domain, owner.pid);
  } catch (error) {
    // It ended by itself meanwhile, as when libvirt removes what a run that was just killed held.
    if (!isNotFound(error)) throw error;
  }
}

/** Removes every domain that demotool made and whose owner is dead. What cannot be removed costs a warning. */
export async function sweepDomains(connection: Connection): Promise<void> {
  for (const listed of await connection.listDomains()) {
    await using domain = listed;
    // Another process may sweep, or a VM end, at the same time: what is gone needs no sweeping.
    const metadata = await domain.metadata(ownerNamespace).catch(() => undefined);
    const owner = ownerIn(metadata);
    if (owner === undefined || isAlive(owner)) continue;
    await remove(domain, owner.pid).catch((error: unknown) =>
      log.warn("what a killed run left could not be removed", { domain: domain.name, reason: describeThrown(error) }),
    );
  }
}

async function remove(domain: Domain, pid: number): Promise<void> {
  log.info("removing a domain that a killed run left", { domain: domain.name, owner: pid });
  await destroyDomain(domain);
}

function foreign(domain: string, uri: string): DomainExistsError {
  return new DomainExistsError({
    headline: `a domain named ${domain} exists that demotool did not make`,
    facts: { domain, uri },
    next: `give the demo another name, or look at the domain (virsh -c ${uri} dominfo ${domain}) and end or rename it`,
  });
}

function inUse(domain: string, owner: Owner): DomainExistsError {
  const facts = { domain, ownerProcessId: owner.pid };
  if (owner.pid === process.pid && owner.namespace === thisOwner.namespace) {
    return new DomainExistsError({
      headline: `this program has a VM ${domain} already`,
      facts,
      next: "end that VM first, as at the end of its block, or start another demo with another name for the second",
    });
  }
  return new DomainExistsError({
    headline: `the VM ${domain} is in use by a run that is still going`,
    facts,
    next: "wait for that run, stop it, or give the demo another name",
  });
}
