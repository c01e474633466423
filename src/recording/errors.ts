// What can go wrong while a video is recorded.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** A video could not be begun, went wrong on the way, or could not be finished (code `RECORDING`). */
export class RecordingError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("RECORDING", parts);
  }
}
