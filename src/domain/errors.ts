// What can go wrong when a domain is started.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** A domain of the wanted name exists and is not ours to remove (code `DOMAIN_EXISTS`). */
export class DomainExistsError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("DOMAIN_EXISTS", parts);
  }
}

/** The host lacks memory or CPUs for the VM, even for less than was asked (code `RESOURCES`). */
export class ResourceError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("RESOURCES", parts);
  }
}

/** No port is free for the VNC server (code `PORT`). */
export class PortError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("PORT", parts);
  }
}
