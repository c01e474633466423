// The errors of snapshots.
import { DemotoolError, describeThrown, type ErrorParts } from "../../base/errors.ts";
import { GuestError } from "../../guest/errors.ts";

/** A snapshot could not be taken or reverted to (code `SNAPSHOT`). The message includes QEMU's. */
export class SnapshotError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("SNAPSHOT", parts);
  }
}

/** Facts of a failed snapshot or revert. */
export interface FailedSnapshot {
  readonly domain: string;
  /** The snapshot's name. */
  readonly snapshot: string;
  /** How long QEMU tried, in milliseconds. */
  readonly elapsedMs: number;
}

/** The error for a snapshot that QEMU could not take. */
export function notTaken(failed: FailedSnapshot, cause: unknown): SnapshotError {
  return new SnapshotError({
    headline: `could not take snapshot ${failed.snapshot}: ${describeThrown(cause)}`,
    facts: { ...failed },
    output: outputOf(cause),
    next: "look at what QEMU says above, and at the free space where the VM's disk is; the VM runs on unchanged",
    cause,
  });
}

/** The error for a snapshot that QEMU could not revert to. */
export function notReverted(failed: FailedSnapshot, cause: unknown): SnapshotError {
  return new SnapshotError({
    headline: `could not revert to snapshot ${failed.snapshot}: ${describeThrown(cause)}`,
    facts: { ...failed },
    output: outputOf(cause),
    next: "see QEMU's message above; the VM is paused now: start another one",
    cause,
  });
}

/** The error for commands and copies that a revert ended. */
export function endedByRevert(name: string, domain: string): GuestError {
  return new GuestError({
    headline: `aborted: ${domain} was reverted to snapshot ${name}`,
    facts: { domain, snapshot: name },
    next: "await commands and copies before vm.revert(), or handle this error",
  });
}

function outputOf(cause: unknown): string {
  return cause instanceof DemotoolError ? (cause.output ?? "") : "";
}
