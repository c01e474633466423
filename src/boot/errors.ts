// What can go wrong between an image and a ready VM.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";

/** A domain of the wanted name exists and is not ours to remove (code `DOMAIN_EXISTS`). */
export class DomainExistsError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("DOMAIN_EXISTS", parts);
  }
}

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

/** The host lacks memory or CPUs for the VM, even for less than was asked (code `RESOURCES`). */
export class ResourceError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("RESOURCES", parts);
  }
}

/** No port is free for the VNC server (code `PORT`). */
export class PortError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("PORT", parts);
  }
}

/** A snapshot of a VM could not be taken or gone back to (code `SNAPSHOT`); the message holds what QEMU said. */
export class SnapshotError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("SNAPSHOT", parts);
  }
}
