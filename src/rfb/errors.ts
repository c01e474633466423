// The errors of a VNC connection.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** The VNC connection could not be made, was refused, was lost, or carried something other than RFB (code `VNC`). */
export class VncError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("VNC", parts);
  }
}

/** A violation of the protocol; the client turns it into a {@link VncError}. */
export class RfbFormatError extends Error {
  override readonly name = "RfbFormatError";
}
