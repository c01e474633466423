// The errors of a host that cannot give a VM what it needs.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/**
 * The host lacks memory or CPUs for the VM, even after the request was reduced, or does not allow as much (code
 * `RESOURCES`).
 */
export class ResourceError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("RESOURCES", parts);
  }
}
