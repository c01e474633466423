// The errors of work inside the guest.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** The guest agent failed, rejected a command, or did not answer in time (code `GUEST`). */
export class GuestError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("GUEST", parts);
  }
}
