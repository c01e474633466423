// Says that a VM waits for its place, and for whom.
import type { Facts } from "../base/errors.ts";
import type { LockOptions } from "../base/files/lock.ts";
import { log } from "../base/log.ts";
import type { Lack } from "./slot-locks.ts";

/** What a VM waits for: that one of its own run goes, that it is the first in the queue, or a {@link Lack}. */
export type WaitReason = "run" | "turn" | Lack;

const reasons: Readonly<Record<WaitReason, string>> = {
  run: "this run has as many VMs as it may",
  turn: "another VM waits before it",
  cores: "other VMs have the host's cores",
  memory: "other VMs have the host's memory",
};

/** Milliseconds: one queue after the other is passed at once where nobody stands in it. */
const patience = 250;

/** One VM's wait. Dispose of it when the VM has its place. */
export class SlotWait implements Disposable {
  readonly signal: AbortSignal | undefined;
  readonly #name: string;
  readonly #own: number;
  readonly #said = new Set<WaitReason>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param name the VM's
   * @param own how many VMs the program has: it may be waiting for itself
   */
  constructor(name: string, own: number, signal: AbortSignal | undefined) {
    this.#name = name;
    this.#own = own;
    this.signal = signal;
  }

  /** How to wait for a lock for this reason. Each reason is told once, if the wait is not over in a moment. */
  for(reason: WaitReason, facts: Facts = {}): LockOptions {
    clearTimeout(this.#timer);
    const onWait = (holder: number, vm: string): void => {
      clearTimeout(this.#timer);
      if (this.#said.has(reason)) return;
      this.#timer = setTimeout(() => this.#say(reason, { ...facts, holder, ...(vm && { vm }) }), patience);
    };
    return { signal: this.signal, note: this.#name, onWait };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #say(reason: WaitReason, facts: Facts): void {
    this.#said.add(reason);
    const message = `waiting for a VM slot: ${reasons[reason]}`;
    const known = { domain: this.#name, ...facts };
    if (this.#own === 0) log.info(message, known);
    else
      log.warn(`${message}; this program has VMs: end one of them if nothing else ends`, { ...known, own: this.#own });
  }
}
