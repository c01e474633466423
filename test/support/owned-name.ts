// Names of owned directories, as other processes leave them behind.
import { formatOwner, type Owner, thisOwner } from "../../src/base/files/owner.ts";

/** A dead process whose id was reused for this one. */
export const deadOwner: Owner = { ...thisOwner, startTime: "1" };

/** The name of an owned directory. */
export function ownedName(label: string, owner: Owner): string {
  return `${label}~${formatOwner(owner)}~abc123`;
}
