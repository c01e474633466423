// Reads the owner from a domain's metadata, which distinguishes demotool's domains from others.
import { XMLParser } from "fast-xml-parser";
import { isOwner } from "../base/files/owned-directory.ts";
import type { Domain } from "../libvirt/domain.ts";

/** The XML namespace of the metadata that demotool writes into its domains. */
export const ownerNamespace = "urn:demotool:vm:1";

/** The owner of a domain: the owner of its run folder, which starts with the process id. */
export type DomainOwner = string;

/** Returns the owner in a domain's metadata element; undefined if it is not demotool's. */
export function ownerIn(metadata: string | undefined): DomainOwner | undefined {
  if (metadata === undefined) return undefined;
  const parsed = new XMLParser({ removeNSPrefix: true, parseTagValue: false }).parse(metadata);
  const owner = String(parsed.vm?.owner ?? "");
  return isOwner(owner) ? owner : undefined;
}

/**
 * Returns the owner of a domain; undefined if demotool did not create it.
 *
 * @throws {LibvirtError} when the domain is gone
 */
export async function ownerOf(domain: Domain): Promise<DomainOwner | undefined> {
  return ownerIn(await domain.metadata(ownerNamespace));
}
