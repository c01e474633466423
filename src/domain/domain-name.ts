// Frees a domain name: removes the domain of a dead run, refuses that of a live run or of another program.
import { isAlive, type Owner, thisOwner } from "../base/files/owner.ts";
import type { Connection } from "../libvirt/connection.ts";
import { isNotFound } from "../libvirt/errors.ts";
import { DomainExistsError } from "./errors.ts";
import { ownerOf } from "./owner-metadata.ts";
import { removeLeftover } from "./sweep.ts";

/**
 * Removes the domain `name` if demotool made it and its owner is dead.
 *
 * @throws {DomainExistsError} when it belongs to a live run or another program made it
 */
export async function claimDomainName(connection: Connection, name: string): Promise<void> {
  await using domain = await connection.findDomain(name);
  if (domain === undefined) return;
  try {
    const owner = await ownerOf(domain);
    if (owner === undefined) throw foreignDomain(name, connection.uri);
    if (isAlive(owner)) throw domainInUse(name, owner);
    await removeLeftover(domain, owner);
  } catch (error) {
    // It ended by itself meanwhile: libvirt removes the domains of a run that was just killed.
    if (!isNotFound(error)) throw error;
  }
}

function foreignDomain(domain: string, uri: string): DomainExistsError {
  return new DomainExistsError({
    headline: `a domain named ${domain} exists that demotool did not make`,
    facts: { domain, uri },
    next: `give the demo another name, or look at the domain (virsh -c ${uri} dominfo ${domain}) and end or rename it`,
  });
}

function domainInUse(domain: string, owner: Owner): DomainExistsError {
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
