// A start from a saved state; without one, the VM of a later start is saved.
import { describeThrown } from "../../base/errors.ts";
import type { Lock } from "../../base/files/lock.ts";
import { log } from "../../base/log.ts";
import type { Machine } from "../../machine/machine.ts";
import type { PreparedHost } from "../prepare-host.ts";
import type { WarmFacts } from "./key.ts";
import { restoreVm, UnusableStateError } from "./restore-vm.ts";
import { saveVmState } from "./save-vm-state.ts";
import type { WarmStore } from "./store.ts";

/** Why a start from the state failed: no usable state, or the host could not start from it. */
type NoVm = "no state" | "failed";

/** The state for some facts. A failure to restore or save it costs a warning and a boot. */
export class SavedState {
  readonly #store: WarmStore;
  readonly #facts: WarmFacts;
  /** Held while this process creates the state; other processes wait for it. */
  #lock: Lock | undefined;

  constructor(store: WarmStore, facts: WarmFacts) {
    this.#store = store;
    this.#facts = facts;
  }

  /** Starts a VM from the state; undefined without a state. Waits if another process is creating the state. */
  async attempt(host: PreparedHost): Promise<Machine | undefined> {
    const first = await this.#restore(host);
    if (isMachine(first)) return first;
    this.#lock = await this.#acquireLock(host);
    if (first === "failed" || this.#lock === undefined || !(await this.#store.find(this.#facts))) return undefined;
    // Another process made the state, so release the lock for the others that wait.
    await this.release();
    const second = await this.#restore(host);
    return isMachine(second) ? second : undefined;
  }

  /** Saves the VM, unless another process does. False: the VM did not resume afterwards. */
  async keep(host: PreparedHost, machine: Machine): Promise<boolean> {
    if (this.#lock === undefined) return true;
    const { name: domain, signal } = host.request;
    try {
      await saveVmState(host, this.#store, this.#facts, machine);
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      const reason = describeThrown(error);
      log.warn("the VM did not resume after it was saved: starting another one", { domain, reason });
      return false;
    }
  }

  /** Releases the lock. */
  async release(): Promise<void> {
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.release();
  }

  async #restore(host: PreparedHost): Promise<Machine | NoVm> {
    const { name: domain, signal } = host.request;
    const state = await this.#store.find(this.#facts);
    if (state === undefined) return "no state";
    const heldBefore = host.resources.held.length;
    try {
      return await restoreVm(host, state);
    } catch (error) {
      await host.resources.rewind(heldBefore);
      signal?.throwIfAborted();
      if (error instanceof UnusableStateError) {
        await this.#store.discard(state, describeThrown(error.cause));
        return "no state";
      }
      log.warn("could not start the VM from its saved state: booting it", { domain, reason: describeThrown(error) });
      return "failed";
    }
  }

  async #acquireLock({ request: { name: domain, signal } }: PreparedHost): Promise<Lock | undefined> {
    const onWait = (holder: number | undefined): void =>
      log.info("another process is saving the state for this VM: waiting for it", {
        domain,
        holder,
      });
    return this.#store.lock(this.#facts, { signal, onWait }).catch((error: unknown) => {
      signal?.throwIfAborted();
      log.warn("the VM cannot be saved: the next one boots, too", { domain, reason: describeThrown(error) });
      return undefined;
    });
  }
}

function isMachine(outcome: Machine | NoVm): outcome is Machine {
  return typeof outcome === "object";
}
