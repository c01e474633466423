// Makes the calls of one connection: gives each a time limit and turns failures into errors.
import type { DemotoolError } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import { advise, ourSurroundings } from "./advice.ts";
import {
  isNotFound,
  isOperationInvalid,
  isTransportFailure,
  isWithoutMetadata,
  LibvirtError,
  type LibvirtFailure,
  LibvirtMissingError,
} from "./errors.ts";
import type { Handle } from "./handle.ts";
import type { CallName, CallParameters, CallResult } from "./messages.ts";
import { FailedCall, ThreadPool } from "./threads/thread-pool.ts";

/** Default time limit of a call, in milliseconds. */
const callMs = 30_000;

/** What a call is for, and its limits. */
export interface CallContext<Name extends CallName> {
  /** The caller's file and line, for the error. */
  readonly source: string;
  /** The domain's name, if the call is about one. */
  readonly domain?: string | undefined;
  /** Time limit in milliseconds; default {@link callMs}. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly handle?: Handle;
  readonly discard?: (value: CallResult<Name>) => void;
  /** Whether a failure is expected, and not logged. */
  readonly quiet?: boolean;
}

/** The threads and the URI of one connection. */
export class CallSession {
  readonly uri: string;
  readonly pool = new ThreadPool();

  constructor(uri: string) {
    this.uri = uri;
  }

  /**
   * Makes a call.
   *
   * @throws {LibvirtError} when it fails
   * @throws {LibvirtMissingError} when the client library cannot be loaded
   * @throws {TimeoutError} when it exceeds its time limit
   */
  async call<Name extends CallName>(
    name: Name,
    parameters: CallParameters<Name>,
    context: CallContext<Name>,
  ): Promise<CallResult<Name>> {
    const { domain, signal, handle, discard } = context;
    const task = `the libvirt call ${name}${domain === undefined ? "" : ` for ${domain}`}`;
    using deadline = Deadline.after(context.limitMs ?? callMs, task, {
      signal,
      facts: { uri: this.uri, domain, source: context.source },
      next: `check that the libvirt daemon responds: virsh -c ${this.uri} list`,
    });
    try {
      return await this.pool.call(name, parameters, {
        deadline,
        ...(handle && { handle }),
        ...(discard && { discard }),
      });
    } catch (error) {
      if (!(error instanceof FailedCall)) throw error;
      const failure = this.#error(error, context.source, domain);
      if (!context.quiet && !isExpected(name, failure)) log.error(failure.headline, failure.facts);
      throw failure;
    }
  }

  /** Whether a connection still has its daemon; true if that is unknown. Known after a call on it has failed. */
  async isAlive(handle: Handle): Promise<boolean> {
    using deadline = Deadline.after(callMs, "the libvirt call connectIsAlive");
    return this.pool.call("connectIsAlive", [handle.pointer], { deadline, handle }).catch(() => true);
  }

  /** Frees a handle. Ignores a failure, since nothing can be done about it. */
  async free(name: "domainFree" | "connectClose", pointer: bigint): Promise<number> {
    using deadline = Deadline.after(callMs, `the libvirt call ${name}`);
    try {
      return await this.pool.call(name, [pointer], { deadline });
    } catch {
      return -1;
    }
  }

  #error({ failure }: FailedCall, source: string, domain: string | undefined): DemotoolError {
    if (failure.kind === "library") return new LibvirtMissingError(failure.library, failure.message);
    const details: LibvirtFailure =
      failure.kind === "libvirt"
        ? {
            call: failure.call,
            libvirtCode: failure.code,
            libvirtDomain: failure.domain,
            libvirtMessage: failure.message,
          }
        : { call: "worker thread", libvirtCode: 0, libvirtDomain: 0, libvirtMessage: failure.message };
    return libvirtError(details, this.uri, source, domain);
  }
}

/**
 * Whether callers expect the failure: the domain is gone or off, the agent is not up yet or lacks a command, the daemon
 * has ended.
 */
function isExpected(name: CallName, error: DemotoolError): boolean {
  if (name === "agentCommand" || isNotFound(error) || isOperationInvalid(error)) return true;
  return isWithoutMetadata(error) || (name !== "connectOpen" && isTransportFailure(error));
}

/** Builds the error for a call that demotool itself rejects, with one of libvirt's codes. */
export function ownLibvirtError(
  [call, libvirtCode, libvirtMessage]: readonly [call: string, code: number, message: string],
  uri: string,
  source: string,
  domain?: string,
): LibvirtError {
  return libvirtError({ call, libvirtCode, libvirtDomain: 0, libvirtMessage }, uri, source, domain);
}

/** Builds the error for a failure. */
export function libvirtError(
  failure: LibvirtFailure,
  uri: string,
  source: string,
  domain: string | undefined,
): LibvirtError {
  const [first = "", ...rest] = failure.libvirtMessage.split("\n");
  return new LibvirtError(failure, {
    headline: `${failure.call} failed: ${first}`,
    facts: { uri, domain, libvirtCode: failure.libvirtCode, libvirtDomain: failure.libvirtDomain, source },
    output: rest.join("\n"),
    next: advise(failure, uri, domain, ourSurroundings()),
  });
}
