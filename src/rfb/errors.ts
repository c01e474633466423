// What can go wrong between demotool and a VNC server.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** The VNC connection could not be made, was refused, broke off, or carried something that is not RFB (code `VNC`). */
export class VncError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("VNC", parts);
  }
}

/** A violation of the protocol, found deep inside a message; the client turns it into a {@link VncError}. */
export class RfbFormatError extends Error {
  override readonly name = "RfbFormatError";
}
