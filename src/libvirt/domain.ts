// A libvirt domain: one virtual machine that libvirt knows.
import { callSite } from "../base/call-site.ts";
import { AbortedError } from "../base/errors.ts";
import type { DomainReference } from "./calls.ts";
import { type DomainState, domainStates, errorNumbers, undefineEverything } from "./codes.ts";
import { isNotFound, isOperationInvalid, isWithoutMetadata, type LibvirtError } from "./errors.ts";
import { Handle } from "./handle.ts";
import type { CallName, CallParameters, CallResult } from "./messages.ts";
import { type CallContext, libvirtError, type Session } from "./session.ts";

/** What libvirt counts for a domain. */
export interface DomainInfo {
  readonly state: DomainState;
  /** Memory the domain uses now, in KiB. */
  readonly memoryKiB: number;
  readonly cpus: number;
  /** CPU time used so far, in nanoseconds. */
  readonly cpuTimeNanoseconds: bigint;
}

/**
 * A domain. Every method may throw a {@link LibvirtError}, or a `TimeoutError` after 30 s (60 s for `destroy`).
 *
 * Disposing of it frees the handle only: the domain itself lives on.
 */
export interface Domain extends AsyncDisposable {
  readonly name: string;
  readonly uuid: string;
  /** What the domain does; `gone` when libvirt no longer knows it. */
  state(): Promise<DomainState>;
  info(): Promise<DomainInfo>;
  /** The live XML; with `secure` its passwords too. Default without. */
  xml(options?: { readonly secure?: boolean }): Promise<string>;
  /** The application's metadata element of that XML namespace, as XML; undefined if there is none. */
  metadata(namespaceUri: string): Promise<string | undefined>;
  resume(): Promise<void>;
  suspend(): Promise<void>;
  /** Asks the guest to shut down and does not wait for it; fine if the domain is off or gone already. */
  shutdown(): Promise<void>;
  /** Ends the domain at once; fine if it is off or gone already. */
  destroy(): Promise<void>;
  /** Removes a defined domain's configuration with its saved state and NVRAM; fine if it is gone already. */
  undefine(): Promise<void>;
  /**
   * Sends the guest agent a command as JSON and returns its answer as JSON.
   *
   * libvirt waits `timeoutSeconds` (at least 1) for the answer. `destroy()` ends the wait with a "not found".
   */
  agentCommand(json: string, timeoutSeconds: number, options?: { readonly signal?: AbortSignal }): Promise<string>;
  /** Sends QEMU a QMP command as JSON and returns its answer as JSON, errors included. */
  monitorCommand(json: string): Promise<string>;
}

// libvirt first asks the agent for a sign of life, 5 s at most, before it sends the command.
const agentMarginSeconds = 20;
// QEMU gets SIGTERM, then SIGKILL, and libvirt waits for it: up to 30 s by itself when the host is busy.
const destroySeconds = 60;

/** A domain on a worker pool. Made by the connection only. */
export class LibvirtDomain implements Domain {
  readonly name: string;
  readonly uuid: string;
  readonly #session: Session;
  readonly #handle: Handle;
  /** Ends the agent calls that wait: libvirt itself would let them wait 5 s longer. */
  readonly #destroyed = new AbortController();

  constructor(session: Session, reference: DomainReference, onFree: (domain: LibvirtDomain) => void) {
    this.name = reference.name;
    this.uuid = reference.uuid;
    this.#session = session;
    this.#handle = new Handle(reference.pointer, async (pointer) => {
      await session.free("domainFree", pointer);
      onFree(this);
    });
  }

  async state(): Promise<DomainState> {
    try {
      return stateName(await this.#call("domainState", [], { source: callSite(this.state) }));
    } catch (error) {
      if (isNotFound(error)) return "gone";
      throw error;
    }
  }

  async info(): Promise<DomainInfo> {
    const info = await this.#call("domainInfo", [], { source: callSite(this.info) });
    const { memoryKiB, cpus, cpuTimeNanoseconds } = info;
    return { state: stateName(info.state), memoryKiB, cpus, cpuTimeNanoseconds };
  }

  xml(options: { readonly secure?: boolean } = {}): Promise<string> {
    return this.#call("domainXml", [options.secure ?? false], { source: callSite(this.xml) });
  }

  async metadata(namespaceUri: string): Promise<string | undefined> {
    try {
      return await this.#call("domainMetadata", [namespaceUri], { source: callSite(this.metadata) });
    } catch (error) {
      if (isWithoutMetadata(error)) return undefined;
      throw error;
    }
  }

  async resume(): Promise<void> {
    await this.#call("domainResume", [], { source: callSite(this.resume) });
  }

  async suspend(): Promise<void> {
    await this.#call("domainSuspend", [], { source: callSite(this.suspend) });
  }

  async shutdown(): Promise<void> {
    await fineIfOff(this.#call("domainShutdown", [], { source: callSite(this.shutdown) }));
  }

  async destroy(): Promise<void> {
    await fineIfOff(this.#call("domainDestroy", [], { source: callSite(this.destroy), seconds: destroySeconds }));
    this.#destroyed.abort();
  }

  async undefine(): Promise<void> {
    await fineIfGone(this.#call("domainUndefine", [undefineEverything], { source: callSite(this.undefine) }));
  }

  async agentCommand(
    json: string,
    timeoutSeconds: number,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<string> {
    const source = callSite(this.agentCommand);
    const seconds = Math.max(1, Math.ceil(timeoutSeconds));
    const signal = AbortSignal.any([this.#destroyed.signal, ...(options.signal ? [options.signal] : [])]);
    try {
      return await this.#call("agentCommand", [json, seconds], {
        source,
        seconds: seconds + agentMarginSeconds,
        signal,
      });
    } catch (error) {
      if (error instanceof AbortedError && this.#destroyed.signal.aborted)
        throw gone(this.#session.uri, source, this.name);
      throw error;
    }
  }

  monitorCommand(json: string): Promise<string> {
    return this.#call("monitorCommand", [json], { source: callSite(this.monitorCommand) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.dispose();
  }

  async #call<Name extends DomainCall>(
    name: Name,
    parameters: Tail<CallParameters<Name>>,
    context: CallContext<Name>,
  ): Promise<CallResult<Name>> {
    if (!this.#handle.open) throw released(this.#session.uri, context.source, this.name);
    return this.#session.call(name, [this.#handle.pointer, ...parameters] as unknown as CallParameters<Name>, {
      ...context,
      domain: this.name,
      handle: this.#handle,
    });
  }
}

type DomainCall = Extract<CallName, `domain${string}` | "agentCommand" | "monitorCommand">;
type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

function stateName(state: number): DomainState {
  return domainStates[state] ?? "nostate";
}

async function fineIfOff(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isNotFound(error) && !isOperationInvalid(error)) throw error;
  }
}

async function fineIfGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function released(uri: string, source: string, domain: string): LibvirtError {
  const failure = {
    call: "demotool",
    libvirtCode: errorNumbers.invalidArgument,
    libvirtDomain: 0,
    libvirtMessage: "the domain's handle or its connection is closed already",
  };
  return libvirtError(failure, uri, source, domain);
}

function gone(uri: string, source: string, domain: string): LibvirtError {
  const failure = {
    call: "virDomainQemuAgentCommand",
    libvirtCode: errorNumbers.noDomain,
    libvirtDomain: 0,
    libvirtMessage: "the domain was destroyed meanwhile",
  };
  return libvirtError(failure, uri, source, domain);
}
