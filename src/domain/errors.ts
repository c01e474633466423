// The errors of starting a domain.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

export { ResourceError } from "../host/errors.ts";

/** A domain of that name exists and must not be removed (code `DOMAIN_EXISTS`). */
export class DomainExistsError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("DOMAIN_EXISTS", parts);
  }
}

/** No port is free for the VNC server (code `PORT`). */
export class PortError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("PORT", parts);
  }
}
