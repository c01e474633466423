// Claims a domain name: removes a dead run's domain of that name, and throws for a live run's or a foreign domain.
import { programId } from "../base/process/program-id.ts";
import { isDeadOwner } from "../host/run-folder.ts";
import type { Connection } from "../libvirt/connection.ts";
import { isNotFound } from "../libvirt/errors.ts";
import { isAbandoned, removeAbandoned } from "./abandoned.ts";
import { DomainExistsError } from "./errors.ts";
import { type DomainOwner, ownerOf } from "./owner-metadata.ts";
import { removeLeftover } from "./sweep.ts";

/**
 * Removes the domain `name` if demotool created it and its owner is dead or has given it up.
 *
 * @throws {DomainExistsError} when it belongs to a live run, or another program created it
 */
export async function claimDomainName(connection: Connection, name: string): Promise<void> {
  await using domain = await connection.findDomain(name);
  if (domain === undefined) return;
  try {
    const owner = await ownerOf(domain);
    if (owner === undefined) throw foreignDomain(name, connection.uri);
    if (isAbandoned(owner)) await removeAbandoned(connection, owner);
    else if (await isDeadOwner(name, owner)) await removeLeftover(domain, owner);
    // Another program may have removed the leftover and its lock meanwhile.
    else if ((await domain.state()) !== "gone") throw domainInUse(name, owner);
  } catch (error) {
    // The domain has just ended: libvirt removes the domains of a killed run.
    if (!isNotFound(error)) throw error;
  }
}

function foreignDomain(domain: string, uri: string): DomainExistsError {
  return new DomainExistsError({
    headline: `a domain named ${domain} exists that demotool did not create`,
    facts: { domain, uri },
    next: `give the demo another name, or inspect the domain (virsh -c ${uri} dominfo ${domain}) and end or rename it`,
  });
}

function domainInUse(domain: string, owner: DomainOwner): DomainExistsError {
  const facts = { domain, ownerProcessId: Number.parseInt(owner, 10) };
  if (owner.startsWith(`${programId}-`)) {
    return new DomainExistsError({
      headline: `this program already has a VM ${domain}`,
      facts,
      next: "end that VM first, or start the second one in a demo with another name",
    });
  }
  return new DomainExistsError({
    headline: `the VM ${domain} is in use by another run`,
    facts,
    next: "wait for that run or stop it, or give the demo another name",
  });
}
