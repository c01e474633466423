// demotool's mark in a domain: what tells its own domains from everybody else's, and whose they are.
import { XMLParser } from "fast-xml-parser";
import { type Owner, parseOwner } from "../base/files/owner.ts";

/** The XML namespace of the metadata that demotool writes into its domains. */
export const ownerNamespace = "urn:demotool:vm:1";

/** The owner named in a domain's metadata element; undefined if it is not demotool's. */
export function ownerIn(metadata: string | undefined): Owner | undefined {
  if (metadata === undefined) return undefined;
  const parsed = new XMLParser({ removeNSPrefix: true, parseTagValue: false }).parse(metadata);
  return parseOwner(String(parsed.vm?.owner ?? ""));
}
