// A connection to libvirt: creates and finds domains.
import { setImmediate } from "node:timers/promises";
import { callSite } from "../base/call-site.ts";
import { requireKnownUser } from "../base/user.ts";
import { type CallContext, CallSession, ownLibvirtError } from "./call-session.ts";
import type { DomainReference, Versions } from "./calls.ts";
import { errorNumbers, startAutodestroy, startPaused } from "./codes.ts";
import { type Domain, LibvirtDomain } from "./domain.ts";
import { isNotFound } from "./errors.ts";
import { Link } from "./link.ts";
import type { CallParameters, CallResult, FurtherParameters } from "./messages.ts";

export type { Versions } from "./calls.ts";

/** How a domain is started. */
export interface CreateOptions {
  /** libvirt destroys the domain when the connection closes, also when this process is killed. Default false. */
  readonly autodestroy?: boolean;
  /** The guest's CPUs do not run until `resume()`. Default false. */
  readonly paused?: boolean;
  /** Stops waiting; a domain that starts later is destroyed. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit of the start in milliseconds. Default 120_000. */
  readonly limitMs?: number;
}

/**
 * A connection to a libvirt daemon. Every method may throw a `LibvirtError`, or a `TimeoutError` after 30 s. When the
 * daemon ends, for example for an update, it connects again, once for each call, and so do its domains.
 */
export interface Connection extends AsyncDisposable {
  readonly uri: string;
  /** The versions of the hypervisor and of libvirt. */
  versions(): Promise<Versions>;
  /** The capabilities of domains on this host, as XML: https://libvirt.org/formatdomaincaps.html */
  domainCapabilities(): Promise<string>;
  /** Starts a transient domain: https://libvirt.org/formatdomain.html */
  createDomain(xml: string, options?: CreateOptions): Promise<Domain>;
  /** Returns the domain of that name, running or only defined; undefined if there is none. */
  findDomain(name: string): Promise<Domain | undefined>;
  /** Returns all domains, running and only defined. */
  listDomains(): Promise<Domain[]>;
  /**
   * Frees every domain handle, waits for pending calls, and closes.
   *
   * @returns the number of references that libvirt still holds: more than 0 if an abandoned call still runs
   */
  close(): Promise<number>;
}

// On a busy host, a daemon that first probes QEMU's capabilities takes half a minute.
const createMs = 120_000;

/**
 * Connects to libvirt.
 *
 * @param uri such as `qemu:///session`, which for root leads to the system daemon
 * @throws {DemotoolError} code `USER` when the user database has no entry for this user
 * @throws {LibvirtMissingError} when the client library is not installed
 * @throws {LibvirtError} when the daemon cannot be reached; its `next` says how to start it
 */
export async function connect(
  uri: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Connection> {
  requireKnownUser();
  const session = new CallSession(uri);
  const source = callSite(connect);
  try {
    const pointer = await session.call("connectOpen", [uri], {
      source,
      signal: options.signal,
      discard: (late) => void session.free("connectClose", late),
    });
    return new LibvirtConnection(session, pointer);
  } catch (error) {
    await session.pool.close();
    throw error;
  }
}

class LibvirtConnection implements Connection {
  readonly uri: string;
  readonly #session: CallSession;
  readonly #link: Link;
  readonly #domains = new Set<LibvirtDomain>();
  #closing: Promise<number> | undefined;

  constructor(session: CallSession, pointer: bigint) {
    this.uri = session.uri;
    this.#session = session;
    this.#link = new Link(session, pointer);
  }

  versions(): Promise<Versions> {
    return this.#call("versions", [], { source: callSite(this.versions) });
  }

  domainCapabilities(): Promise<string> {
    return this.#call("domainCapabilities", [], { source: callSite(this.domainCapabilities) });
  }

  async createDomain(xml: string, options: CreateOptions = {}): Promise<Domain> {
    const flags = (options.autodestroy ? startAutodestroy : 0) | (options.paused ? startPaused : 0);
    const reference = await this.#call("createDomain", [xml, flags], {
      source: callSite(this.createDomain),
      domain: /<name>([^<]*)<\/name>/.exec(xml)?.[1],
      limitMs: options.limitMs ?? createMs,
      signal: options.signal,
      discard: (late) => void this.#destroyLate(late),
    });
    return this.#adopt(reference);
  }

  async findDomain(name: string): Promise<Domain | undefined> {
    try {
      const source = callSite(this.findDomain);
      return this.#adopt(
        await this.#call("findDomain", [name], { source, domain: name, discard: (late) => this.#freeLate([late]) }),
      );
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async listDomains(): Promise<Domain[]> {
    const source = callSite(this.listDomains);
    const references = await this.#call("listDomains", [], { source, discard: (late) => this.#freeLate(late) });
    return references.map((reference) => this.#adopt(reference));
  }

  close(): Promise<number> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<number> {
    await this.#session.pool.settle();
    // Calls that have returned hand over their domains one turn of the event loop later.
    await setImmediate();
    await Promise.all([...this.#domains].map((domain) => domain[Symbol.asyncDispose]()));
    const referencesLeft = await this.#link.close();
    await this.#session.pool.close();
    return referencesLeft;
  }

  #adopt(reference: DomainReference): LibvirtDomain {
    const domain = new LibvirtDomain(this.#session, this.#link, reference, () => this.#domains.delete(domain));
    this.#domains.add(domain);
    return domain;
  }

  #freeLate(references: readonly DomainReference[]): void {
    for (const { pointer } of references) void this.#session.free("domainFree", pointer);
  }

  async #destroyLate(reference: DomainReference): Promise<void> {
    const domain = this.#adopt(reference);
    // The caller already has the error of the start, so a failed removal has nowhere to be reported.
    await domain.destroy().catch(() => undefined);
    await domain[Symbol.asyncDispose]();
  }

  async #call<Name extends ConnectionCall>(
    name: Name,
    parameters: FurtherParameters<Name>,
    context: CallContext<Name>,
  ): Promise<CallResult<Name>> {
    if (this.#closing) {
      const closed = ["demotool", errorNumbers.invalidConnection, "the connection is already closed"] as const;
      throw ownLibvirtError(closed, this.uri, context.source);
    }
    return this.#link.call(() => {
      const { handle } = this.#link;
      const all = [handle.pointer, ...parameters] as unknown as CallParameters<Name>;
      return this.#session.call(name, all, { ...context, handle });
    }, name !== "createDomain");
  }
}

type ConnectionCall = "versions" | "domainCapabilities" | "createDomain" | "findDomain" | "listDomains";
