// The error of a VM that no longer runs its guest.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** The VM has ended, was stopped or paused, or does not answer (code `VM_STOPPED`). */
export class VmStoppedError extends DemotoolError {
  /** Whether the VM is gone; false: it may continue once the cause is removed. */
  readonly ended: boolean;

  constructor(parts: ErrorParts, ended = false) {
    super("VM_STOPPED", parts);
    this.ended = ended;
  }
}
