// The errors of starting a domain.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** A domain of that name exists and must not be removed (code `DOMAIN_EXISTS`). */
export class DomainExistsError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("DOMAIN_EXISTS", parts);
  }
}

/** The host lacks memory or CPUs for the VM, even after the request was reduced (code `RESOURCES`). */
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
