// The errors of libvirt calls, with libvirt's own code, domain and message, and a next step.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";
import { printableStart } from "../base/printable.ts";
import { errorNumbers, rpcDomain } from "./codes.ts";

/** What libvirt said about a failure. */
export interface LibvirtFailure {
  /** The C function: `virDomainCreateXML`. */
  readonly call: string;
  /** libvirt's error code (`virErrorNumber`). */
  readonly libvirtCode: number;
  /** The part of libvirt that failed (`virErrorDomain`). */
  readonly libvirtDomain: number;
  /** libvirt's own message, in errors without escape sequences: it may quote a guest. */
  readonly libvirtMessage: string;
}

/** Maximum length of a message in characters. */
const longestMessage = 4000;

/** A libvirt call failed (code `LIBVIRT`). Its facts hold the source position of the caller as `source`. */
export class LibvirtError extends DemotoolError implements LibvirtFailure {
  readonly call: string;
  readonly libvirtCode: number;
  readonly libvirtDomain: number;
  readonly libvirtMessage: string;

  constructor(failure: LibvirtFailure, parts: ErrorParts) {
    super("LIBVIRT", parts);
    this.call = failure.call;
    this.libvirtCode = failure.libvirtCode;
    this.libvirtDomain = failure.libvirtDomain;
    this.libvirtMessage = printableStart(failure.libvirtMessage, longestMessage);
  }
}

/**
 * The libvirt daemon ended during a call (code `LIBVIRT`). demotool has connected again, but does not know whether the
 * call had its effect.
 */
export class InterruptedCallError extends LibvirtError {
  constructor(cause: LibvirtError) {
    super(cause, {
      headline: `the libvirt daemon ended during ${cause.call}, which may or may not have been done`,
      facts: cause.facts,
      output: cause.libvirtMessage,
      next: "run the step again; the daemon's log says why it ended",
      cause,
    });
  }
}

/** libvirt's client library is not installed or cannot be loaded (code `LIBVIRT_MISSING`). */
export class LibvirtMissingError extends DemotoolError {
  /** The shared library that is missing. */
  readonly library: string;

  constructor(library: string, reason: string) {
    super("LIBVIRT_MISSING", {
      headline: `the libvirt client library ${library} cannot be loaded`,
      facts: { library },
      output: reason,
      next:
        "install libvirt: on Debian and Ubuntu apt-get install libvirt0 libvirt-daemon libvirt-clients, " +
        "on Fedora dnf install libvirt-libs libvirt-daemon-driver-qemu libvirt-client",
    });
    this.library = library;
  }
}

/** Whether the domain does not exist, or no longer exists. */
export function isNotFound(error: unknown): error is LibvirtError {
  return hasCode(error, errorNumbers.noDomain);
}

/** Whether the domain is in a state that the call does not allow, such as shut off. */
export function isOperationInvalid(error: unknown): error is LibvirtError {
  return hasCode(error, errorNumbers.operationInvalid);
}

/** Whether the domain has no metadata in the requested namespace. */
export function isWithoutMetadata(error: unknown): error is LibvirtError {
  return hasCode(error, errorNumbers.noDomainMetadata);
}

/** Whether the call may have failed because the connection is lost, for which libvirt has no code of its own. */
export function mayBeLost(error: unknown): error is LibvirtError {
  const { internalError, systemError, rpc, invalidConnection } = errorNumbers;
  return hasCode(error, internalError, systemError, rpc, invalidConnection);
}

/** Whether the failure is that of the connection to the daemon. */
export function isTransportFailure(error: unknown): error is LibvirtError {
  return error instanceof LibvirtError && error.libvirtDomain === rpcDomain;
}

/** Whether the daemon was gone before it received the call. */
export function isUndelivered(error: LibvirtError): boolean {
  return isTransportFailure(error) && /cannot write data|client socket is closed/i.test(error.libvirtMessage);
}

/** Whether libvirt, or the way to it, lacks the call. */
export function isUnsupported(error: unknown): error is LibvirtError {
  return hasCode(error, errorNumbers.noSupport, errorNumbers.argumentUnsupported, errorNumbers.operationUnsupported);
}

/** Whether the guest agent is not connected, or did not answer in time. */
export function isAgentUnresponsive(error: unknown): error is LibvirtError {
  return hasCode(error, errorNumbers.agentUnresponsive, errorNumbers.agentUnsynced);
}

/** Whether libvirt is not connected to the guest agent, so that the command was not sent. */
export function isAgentDisconnected(error: unknown): error is LibvirtError {
  return hasCode(error, errorNumbers.agentUnresponsive) && error.libvirtMessage.includes("not connected");
}

function hasCode(error: unknown, ...codes: number[]): error is LibvirtError {
  return error instanceof LibvirtError && codes.includes(error.libvirtCode);
}
