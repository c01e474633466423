// What can go wrong with snapshots.
import { DemotoolError, type ErrorParts } from "../../base/errors.ts";

/** A snapshot of a VM could not be taken or gone back to (code `SNAPSHOT`); the message holds what QEMU said. */
export class SnapshotError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("SNAPSHOT", parts);
  }
}
