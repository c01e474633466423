// The native connection to a libvirt daemon. When the daemon ends, the next call connects again, once.
import { type DemotoolError, describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import { poll } from "../base/time/poll.ts";
import type { CallContext, CallSession } from "./call-session.ts";
import { InterruptedCallError, isUndelivered, type LibvirtError, mayBeLost } from "./errors.ts";
import { Handle } from "./handle.ts";

/** Milliseconds for a daemon that restarts to accept connections again. */
const reconnectMs = 30_000;
/** The same once that has failed: the cleanup that follows makes several calls. */
const reconnectAgainMs = 1000;
/** Milliseconds for a restarted daemon to connect to QEMU and the guest agents of its domains. */
const settleMs = 30_000;
/** Milliseconds between two attempts. */
const retryMs = 200;

/** One connection, over all of its native connections. */
export class Link {
  readonly #session: CallSession;
  #handle: Handle;
  #renewal: Promise<void> | undefined;
  #renewedAt: number | undefined;
  #gaveUp = false;
  #referencesLeft = -1;

  constructor(session: CallSession, pointer: bigint) {
    this.#session = session;
    this.#handle = this.#own(pointer);
  }

  /** The current native connection. What belongs to an earlier one can only be freed. */
  get handle(): Handle {
    return this.#handle;
  }

  /** Whether the daemon was found again so recently that it may not have found its domains' guest agents yet. */
  get settling(): boolean {
    return this.#renewedAt !== undefined && performance.now() - this.#renewedAt < settleMs;
  }

  /**
   * Makes a call. When the connection is lost meanwhile, connects again and repeats the call.
   *
   * @param attempt makes the call on the current {@link handle}
   * @param repeatable whether making the call twice has the effect of making it once
   * @throws {InterruptedCallError} when the connection was lost during a call that is not repeatable
   * @throws {LibvirtError} when it fails, or the daemon does not come back
   */
  async call<T>(attempt: () => Promise<T>, repeatable: boolean): Promise<T> {
    const used = this.#handle;
    try {
      return await attempt();
    } catch (error) {
      if (!mayBeLost(error) || !(await this.#isLost(used, error))) throw error;
      await this.#renew(used, error);
      if (!repeatable && !isUndelivered(error)) throw new InterruptedCallError(error);
    }
    return attempt();
  }

  /** Closes the connection; returns the number of references that libvirt still holds. */
  async close(): Promise<number> {
    await this.#handle.dispose();
    return this.#referencesLeft;
  }

  async #isLost(used: Handle, error: LibvirtError): Promise<boolean> {
    if (error instanceof InterruptedCallError) return false;
    if (used !== this.#handle) return true;
    return used.open && !(await this.#session.isAlive(used));
  }

  /** Replaces a native connection, for all calls that were lost with it. */
  async #renew(used: Handle, error: LibvirtError): Promise<void> {
    if (used !== this.#handle) return;
    this.#renewal ??= this.#reconnect(error).finally(() => {
      this.#renewal = undefined;
    });
    await this.#renewal;
  }

  async #reconnect(lost: LibvirtError): Promise<void> {
    const { uri } = this.#session;
    log.warn("the libvirt daemon ended: connecting again", { uri, reason: describeThrown(lost) });
    const context: CallContext<"connectOpen"> = {
      source: String(lost.facts.source),
      quiet: true,
      discard: (late) => void this.#session.free("connectClose", late),
    };
    let last: DemotoolError = lost;
    const limitMs = this.#gaveUp ? reconnectAgainMs : reconnectMs;
    using deadline = Deadline.after(limitMs, `connecting to ${uri} again`);
    const pointer = await poll(deadline, retryMs, () =>
      this.#session.call("connectOpen", [uri], context).catch((error: DemotoolError) => {
        last = error;
        return undefined;
      }),
    ).catch(() => {
      this.#gaveUp = true;
      throw last;
    });
    this.#gaveUp = false;
    const before = this.#handle;
    this.#handle = this.#own(pointer);
    this.#renewedAt = performance.now();
    void before.dispose();
  }

  #own(pointer: bigint): Handle {
    return new Handle(pointer, async (connection) => {
      this.#referencesLeft = await this.#session.free("connectClose", connection);
    });
  }
}
