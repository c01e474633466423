// One connection's calls: how long each may take, and what its failure is called.
import type { DemotoolError } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { advise, ourSurroundings } from "./advice.ts";
import {
  isNotFound,
  isOperationInvalid,
  isWithoutMetadata,
  LibvirtError,
  type LibvirtFailure,
  LibvirtMissingError,
} from "./errors.ts";
import type { Handle } from "./handle.ts";
import type { Limit } from "./limit.ts";
import type { CallName, CallParameters, CallResult } from "./messages.ts";
import { FailedCall, ThreadPool } from "./thread-pool.ts";

/** Seconds that a call may take unless it says otherwise. */
export const defaultLimitSeconds = 30;

/** Whom and what a call is for. */
export interface CallContext<Name extends CallName> {
  /** The caller's file and line, for the error. */
  readonly source: string;
  /** The domain's name, if the call is about one. */
  readonly domain?: string | undefined;
  /** Seconds; default {@link defaultLimitSeconds}. */
  readonly seconds?: number;
  readonly signal?: AbortSignal | undefined;
  readonly handle?: Handle;
  readonly discard?: (value: CallResult<Name>) => void;
}

/** The threads and the URI of one connection. */
export class CallSession {
  readonly uri: string;
  readonly pool = new ThreadPool();

  constructor(uri: string) {
    this.uri = uri;
  }

  /** Makes a call; its failure is a {@link LibvirtError}. */
  async call<Name extends CallName>(
    name: Name,
    parameters: CallParameters<Name>,
    context: CallContext<Name>,
  ): Promise<CallResult<Name>> {
    const { domain, signal, handle, discard } = context;
    const limit: Limit = {
      task: `the libvirt call ${name}${domain === undefined ? "" : ` for ${domain}`}`,
      seconds: context.seconds ?? defaultLimitSeconds,
      signal,
      facts: { uri: this.uri, domain, source: context.source },
    };
    try {
      return await this.pool.call(name, parameters, {
        limit,
        ...(handle && { handle }),
        ...(discard && { discard }),
      });
    } catch (error) {
      if (!(error instanceof FailedCall)) throw error;
      const failure = this.#error(error, context.source, domain);
      if (!isExpected(name, failure)) log.error(failure.headline, failure.facts);
      throw failure;
    }
  }

  /** Frees something; what libvirt says to it interests nobody. */
  async free(name: "domainFree" | "connectClose", pointer: bigint): Promise<number> {
    try {
      return await this.pool.call(name, [pointer], {
        limit: { task: `the libvirt call ${name}`, seconds: defaultLimitSeconds },
      });
    } catch {
      return -1;
    }
  }

  #error({ failure }: FailedCall, source: string, domain: string | undefined): DemotoolError {
    if (failure.kind === "library") return new LibvirtMissingError(failure.library, failure.message);
    const said: LibvirtFailure =
      failure.kind === "libvirt"
        ? {
            call: failure.call,
            libvirtCode: failure.code,
            libvirtDomain: failure.domain,
            libvirtMessage: failure.message,
          }
        : { call: "worker thread", libvirtCode: 0, libvirtDomain: 0, libvirtMessage: failure.message };
    return libvirtError(said, this.uri, source, domain);
  }
}

/** Answers that callers ask for: a domain that is not there or off, an agent that is not up yet or lacks a command. */
function isExpected(name: CallName, error: DemotoolError): boolean {
  return name === "agentCommand" || isNotFound(error) || isOperationInvalid(error) || isWithoutMetadata(error);
}

/** A call that demotool itself refuses, in libvirt's terms. */
export function refusal(
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
