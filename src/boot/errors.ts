// The errors between a started domain and a ready VM.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** The VM was not ready in time (code `BOOT_TIMEOUT`). */
export class BootTimeoutError extends DemotoolError {
  /** The stage that was not reached. */
  readonly stage: string;

  constructor(stage: string, parts: ErrorParts) {
    super("BOOT_TIMEOUT", parts);
    this.stage = stage;
  }
}

/** The VM stopped before it was ready (code `BOOT_FAILED`). */
export class BootFailedError extends DemotoolError {
  /** The stage in which it stopped. */
  readonly stage: string;

  constructor(stage: string, parts: ErrorParts) {
    super("BOOT_FAILED", parts);
    this.stage = stage;
  }
}
