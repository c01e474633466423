// The errors of input.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** A typed text did not appear on the screen (code `TYPING`). */
export class TypingLostError extends DemotoolError {
  /** What was read where the screen has changed, a line each. */
  readonly read: string;

  constructor(parts: ErrorParts, read: string) {
    super("TYPING", parts);
    this.read = read;
  }
}
