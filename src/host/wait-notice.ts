// Logs that a VM waits for a place, and which VM it waits for.
import type { Facts } from "../base/errors.ts";
import type { LockOptions } from "../base/files/lock.ts";
import { log } from "../base/log.ts";
import type { WaitReason } from "./place.ts";

const reasons: Readonly<Record<WaitReason, string>> = {
  run: "this run has reached its limit of VMs",
  turn: "another VM is ahead of it",
  cores: "other VMs use the host's cores",
  memory: "other VMs use the host's memory",
};

/** Waits shorter than this are not logged. */
const quietWaitMs = 250;

/** The wait of a VM. Dispose of it when the wait ends. */
export class WaitNotice implements Disposable {
  readonly #name: string;
  readonly #signal: AbortSignal | undefined;
  readonly #logged = new Set<WaitReason>();
  #timer: NodeJS.Timeout | undefined;

  /** @param name the VM's name */
  constructor(name: string, signal: AbortSignal | undefined) {
    this.#name = name;
    this.#signal = signal;
  }

  /**
   * Returns options for waiting on another VM's lock. Logs each reason once.
   *
   * @param own number of VMs of this program, which may be waiting for itself
   */
  for(reason: WaitReason, own: number, facts: Facts): LockOptions {
    clearTimeout(this.#timer);
    const onWait = (holder: number | undefined, vm: string): void => {
      clearTimeout(this.#timer);
      if (this.#logged.has(reason)) return;
      this.#timer = setTimeout(() => this.#log(reason, own, { ...facts, holder, ...(vm && { vm }) }), quietWaitMs);
    };
    return { signal: this.#signal, onWait };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #log(reason: WaitReason, own: number, facts: Facts): void {
    this.#logged.add(reason);
    const message = `waiting for a VM slot: ${reasons[reason]}`;
    const known = { domain: this.#name, ...facts };
    if (own === 0) log.info(message, known);
    else log.warn(`${message}; this program has VMs itself: end one of them if no other VM ends`, { ...known, own });
  }
}
