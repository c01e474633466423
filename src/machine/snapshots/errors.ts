// The errors of snapshots.
import { DemotoolError, describeThrown, type ErrorParts } from "../../base/errors.ts";
import { GuestError } from "../../guest/errors.ts";

/** A snapshot of a VM could not be taken or reverted to (code `SNAPSHOT`); the message holds what QEMU said. */
export class SnapshotError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("SNAPSHOT", parts);
  }
}

/** What is known of a snapshot that failed. */
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
    headline: `the snapshot ${failed.snapshot} could not be taken: ${describeThrown(cause)}`,
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
    next: "look at what QEMU says above; the VM stands still now: start another one",
    cause,
  });
}

/** The error of commands and copies that a revert ended. */
export function endedByRevert(name: string, domain: string): GuestError {
  return new GuestError({
    headline: `aborted: ${domain} was reverted to snapshot ${name}`,
    facts: { domain, snapshot: name },
    next: "wait for commands and copies before vm.revert(), or expect them to end",
  });
}

function outputOf(cause: unknown): string {
  return cause instanceof DemotoolError ? (cause.output ?? "") : "";
}
