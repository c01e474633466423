// A libvirt domain: one virtual machine that libvirt knows.
import { closeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { callSite } from "../base/call-site.ts";
import { AbortedError } from "../base/errors.ts";
import { anySignal } from "../base/time/abort.ts";
import { Deadline } from "../base/time/deadline.ts";
import { poll } from "../base/time/poll.ts";
import { fromSeconds, toSeconds } from "../base/time/seconds.ts";
import { type CallContext, type CallSession, ownLibvirtError } from "./call-session.ts";
import type { DomainReference } from "./calls.ts";
import { type DomainState, domainStates, errorNumbers, pausedByDiskError } from "./codes.ts";
import { isAgentDisconnected, isNotFound, isOperationInvalid, isUnsupported, isWithoutMetadata } from "./errors.ts";
import { Handle } from "./handle.ts";
import type { Link } from "./link.ts";
import type { CallName, CallParameters, CallResult, FurtherParameters } from "./messages.ts";
import { isRepeatableAgentCommand, isRepeatableMonitorCommand } from "./repeatable.ts";

/**
 * A domain. Every method may throw a {@link LibvirtError}, or a `TimeoutError` after 30 s (60 s for `destroy`).
 *
 * Disposing of it only frees the handle: the domain itself continues to run.
 */
export interface Domain extends AsyncDisposable {
  readonly name: string;
  readonly uuid: string;
  /** Returns the domain's state; `gone` when libvirt no longer knows it. */
  state(): Promise<DomainState>;
  /** Whether QEMU has paused the guest because its disk could not be written. */
  hasDiskError(): Promise<boolean>;
  /** Returns the live XML, without its passwords. */
  xml(): Promise<string>;
  /** Returns the application's metadata element of that XML namespace, as XML; undefined if there is none. */
  metadata(namespaceUri: string): Promise<string | undefined>;
  /** Returns the resident memory of the domain's process in MiB; undefined where libvirt does not report it. */
  residentMemory(): Promise<number | undefined>;
  /**
   * Opens a connection to the domain's VNC server that no other user of the host can take over.
   *
   * @returns the descriptor of a connected socket, which the caller closes; undefined where libvirt cannot pass one
   */
  openGraphics(): Promise<number | undefined>;
  /** Lets the guest's CPUs run. */
  resume(): Promise<void>;
  /** Presses the guest's power button without waiting for the shutdown. Does nothing if the domain is off or gone. */
  shutdown(): Promise<void>;
  /** Destroys the domain. Does nothing if it is off or gone. Returns early when libvirt is already destroying it. */
  destroy(): Promise<void>;
  /**
   * Destroys the domain and waits until libvirt no longer knows it, so that its name is free.
   *
   * @throws {TimeoutError} when it is still there after 90 s
   */
  destroyAndWait(): Promise<void>;
  /**
   * Sends the guest agent a command as JSON and returns its answer as JSON.
   *
   * libvirt waits `timeoutMs` for the answer, in whole seconds, at least one. `destroy()` ends the wait with a
   * {@link LibvirtError} "not found".
   */
  agentCommand(json: string, timeoutMs: number, options?: { readonly signal?: AbortSignal }): Promise<string>;
  /**
   * Sends a command to the QEMU monitor and returns its result: https://qemu.org/docs/master/interop/qemu-qmp-ref.html
   *
   * @throws {LibvirtError} also when QEMU rejects the command, with its message
   */
  monitorCommand<T = unknown>(command: string, parameters?: object): Promise<T>;
}

/**
 * VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN (libvirt-domain.h). By default libvirt asks a guest agent first, and waits a
 * minute for one that ignores it.
 */
const powerButton = 1;

const released = [
  "demotool",
  errorNumbers.invalidArgument,
  "the domain's handle or its connection is already closed",
] as const;
const destroyedMeanwhile = [
  "virDomainQemuAgentCommand",
  errorNumbers.noDomain,
  "the domain was destroyed during the call",
] as const;

// Before the command, libvirt pings the agent, for 5 s at most.
const agentMarginMs = 20_000;
// libvirt sends QEMU SIGTERM, then SIGKILL, and waits for its end: up to 30 s on a busy host.
const destroyMs = 60_000;
// libvirt may have begun to destroy the domain by itself, and takes up to `destroyMs` for it.
const goneMs = 90_000;
const goneCheckMs = 100;

/** A domain whose calls run on the connection's threads. Only the connection creates one. */
export class LibvirtDomain implements Domain {
  readonly name: string;
  readonly uuid: string;
  readonly #session: CallSession;
  readonly #link: Link;
  readonly #onFree: () => void;
  #handle: Handle;
  /** The native connection that {@link #handle} belongs to. */
  #connection: Handle;
  /** Ends pending agent calls: libvirt would let them wait 5 s longer. */
  readonly #destroyed = new AbortController();

  constructor(session: CallSession, link: Link, reference: DomainReference, onFree: () => void) {
    this.name = reference.name;
    this.uuid = reference.uuid;
    this.#session = session;
    this.#link = link;
    this.#onFree = onFree;
    this.#connection = link.handle;
    this.#handle = this.#own(reference.pointer);
  }

  async state(): Promise<DomainState> {
    try {
      const { state } = await this.#call("domainState", [], { source: callSite(this.state) });
      return stateName(state);
    } catch (error) {
      if (isNotFound(error)) return "gone";
      throw error;
    }
  }

  async hasDiskError(): Promise<boolean> {
    const { state, reason } = await this.#call("domainState", [], { source: callSite(this.hasDiskError) });
    return stateName(state) === "paused" && reason === pausedByDiskError;
  }

  xml(): Promise<string> {
    return this.#call("domainXml", [], { source: callSite(this.xml) });
  }

  async metadata(namespaceUri: string): Promise<string | undefined> {
    try {
      return await this.#call("domainMetadata", [namespaceUri], { source: callSite(this.metadata) });
    } catch (error) {
      if (isWithoutMetadata(error)) return undefined;
      throw error;
    }
  }

  async residentMemory(): Promise<number | undefined> {
    const kibibytes = await this.#call("domainMemory", [], { source: callSite(this.residentMemory) });
    return kibibytes < 0 ? undefined : Math.ceil(kibibytes / 1024);
  }

  async openGraphics(): Promise<number | undefined> {
    if (!passesDescriptors(this.#session.uri)) return undefined;
    try {
      const source = callSite(this.openGraphics);
      return await this.#call("domainOpenGraphics", [], { source, discard: closeSync });
    } catch (error) {
      if (isUnsupported(error)) return undefined;
      throw error;
    }
  }

  async resume(): Promise<void> {
    await this.#call("domainResume", [], { source: callSite(this.resume) });
  }

  async shutdown(): Promise<void> {
    await ignoreIfOff(this.#call("domainShutdown", [powerButton], { source: callSite(this.shutdown) }));
  }

  async destroy(): Promise<void> {
    await ignoreIfOff(this.#call("domainDestroy", [], { source: callSite(this.destroy), limitMs: destroyMs }));
    this.#destroyed.abort();
  }

  async destroyAndWait(): Promise<void> {
    await poll(Deadline.after(goneMs, `removal of the domain ${this.name}`), goneCheckMs, async () => {
      await this.destroy();
      return (await this.state()) === "gone" || undefined;
    });
  }

  async agentCommand(
    json: string,
    timeoutMs: number,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<string> {
    for (;;) {
      try {
        return await this.#agentCommand(json, timeoutMs, options);
      } catch (error) {
        if (!this.#link.settling || !isAgentDisconnected(error)) throw error;
        await delay(goneCheckMs, undefined, { signal: options.signal });
      }
    }
  }

  async #agentCommand(json: string, timeoutMs: number, options: { readonly signal?: AbortSignal }): Promise<string> {
    const source = callSite(this.agentCommand);
    const seconds = Math.max(1, Math.ceil(toSeconds(timeoutMs)));
    const signal = anySignal([this.#destroyed.signal, ...(options.signal ? [options.signal] : [])]);
    try {
      return await this.#call("agentCommand", [json, seconds], {
        source,
        limitMs: fromSeconds(seconds) + agentMarginMs,
        signal,
        repeatable: isRepeatableAgentCommand(json),
      });
    } catch (error) {
      if (error instanceof AbortedError && this.#destroyed.signal.aborted)
        throw ownLibvirtError(destroyedMeanwhile, this.#session.uri, source, this.name);
      throw error;
    }
  }

  async monitorCommand<T>(command: string, parameters: object = {}): Promise<T> {
    const source = callSite(this.monitorCommand);
    const request = JSON.stringify({ execute: command, arguments: parameters });
    const answer = JSON.parse(
      await this.#call("monitorCommand", [request], { source, repeatable: isRepeatableMonitorCommand(command) }),
    ) as MonitorAnswer<T>;
    if ("return" in answer) return answer.return;
    const message = `QEMU rejected ${command}: ${answer.error.desc}`;
    throw ownLibvirtError(
      ["virDomainQemuMonitorCommand", errorNumbers.operationFailed, message],
      this.#session.uri,
      source,
      this.name,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.dispose();
  }

  async #call<Name extends DomainCall>(
    name: Name,
    parameters: FurtherParameters<Name>,
    { repeatable = true, ...context }: CallContext<Name> & { readonly repeatable?: boolean },
  ): Promise<CallResult<Name>> {
    return this.#link.call(async () => {
      if (this.#handle.open && this.#connection !== this.#link.handle) await this.#findAgain(context.source);
      if (!this.#handle.open) throw ownLibvirtError(released, this.#session.uri, context.source, this.name);
      const handle = this.#handle;
      const all = [handle.pointer, ...parameters] as unknown as CallParameters<Name>;
      return this.#session.call(name, all, { ...context, domain: this.name, handle });
    }, repeatable);
  }

  /** Finds the domain on the new native connection. A later domain of the same name has another UUID. */
  async #findAgain(source: string): Promise<void> {
    const connection = this.#link.handle;
    const { pointer } = await this.#session.call("findDomainByUuid", [connection.pointer, this.uuid], {
      source,
      domain: this.name,
      handle: connection,
      discard: (late) => void this.#session.free("domainFree", late.pointer),
    });
    const before = this.#handle;
    const isLate = !before.open || this.#connection === connection;
    if (isLate) return void this.#session.free("domainFree", pointer);
    this.#connection = connection;
    this.#handle = this.#own(pointer);
    void before.dispose();
  }

  #own(pointer: bigint): Handle {
    const handle = new Handle(pointer, async () => {
      await this.#session.free("domainFree", pointer);
      if (handle === this.#handle) this.#onFree();
    });
    return handle;
  }
}

type DomainCall = Extract<CallName, `domain${string}` | "agentCommand" | "monitorCommand">;

/** https://qemu.org/docs/master/interop/qmp-spec.html */
type MonitorAnswer<T> = { readonly return: T } | { readonly error: { readonly class: string; readonly desc: string } };

/** Descriptors travel over UNIX sockets only: not with a URI that names a host or another transport. */
function passesDescriptors(uri: string): boolean {
  return /^[a-z]+(\+unix)?:\/\/\//i.test(uri);
}

function stateName(state: number): DomainState {
  return domainStates[state] ?? "nostate";
}

async function ignoreIfOff(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isNotFound(error) && !isOperationInvalid(error)) throw error;
  }
}
