// Finds out whether a VM has ended or stands still, though libvirt may report it as running.
import { setTimeout as delay } from "node:timers/promises";
import { TimeoutError } from "../base/errors.ts";
import { type ProcessSample, sampleProcess } from "../base/process/qemu-process.ts";
import type { DomainState } from "../libvirt/codes.ts";
import type { Domain } from "../libvirt/domain.ts";
import type { VmStoppedError } from "./errors.ts";
import { QemuSilence } from "./qemu-silence.ts";
import { diskFailed, hasEnded, isPaused, isSilent, isStopped } from "./standstill-errors.ts";
import { confirmMs, isConfirmed, processAfterMs, qemuWith, StoppedProcess } from "./stopped-process.ts";

/** What is expected of a VM. */
export interface Expected {
  /** Whether it may be paused and not answer, since its memory is being saved or loaded. */
  readonly pauses: boolean;
  /** The snapshot to which a revert has failed. */
  readonly failedRevert?: string | undefined;
}

/** Looks at one VM again and again. */
export class Standstill {
  readonly #domain: Domain;
  readonly #silence: QemuSilence;
  readonly #stopped = new StoppedProcess();
  readonly #start = performance.now();
  #process: number | undefined;
  #paused: number | undefined;

  constructor(domain: Domain) {
    this.#domain = domain;
    this.#silence = new QemuSilence(domain);
  }

  /**
   * Looks once. A VM that was paused or stopped must be so at two looks, a second apart.
   *
   * @returns undefined for a VM that runs, and where libvirt does not answer in time
   * @throws {LibvirtError} when libvirt fails
   */
  async look({ pauses, failedRevert }: Expected): Promise<VmStoppedError | undefined> {
    const asked = performance.now();
    const state = await this.#state();
    // libvirt itself was away, for a restart for example: no answer of QEMU could arrive.
    if (performance.now() - asked > confirmMs) this.#silence.forget();
    if (state === undefined) return undefined;
    if (isOff(state)) return hasEnded(this.#domain, state);
    if (state === "paused") {
      const failed = await diskFailed(this.#domain);
      if (failed) return failed;
    }
    this.#paused = state === "paused" && !pauses ? (this.#paused ?? performance.now()) : undefined;
    if (isConfirmed(this.#paused)) return isPaused(this.#domain.name, failedRevert);
    const sample = await this.#sample();
    if (this.#stopped.look(sample)) return isStopped(this.#domain.name, this.#process);
    if (pauses) return void this.#silence.forget();
    const silentMs = this.#silence.listen(sample);
    return silentMs === undefined ? undefined : isSilent(this.#domain.name, this.#process, silentMs);
  }

  /** Looks as often as needed to be sure: once, unless the VM is paused or its process stopped. */
  async lookTwice(expected: Expected): Promise<VmStoppedError | undefined> {
    const first = await this.look(expected);
    if (first || (this.#paused === undefined && !this.#stopped.isSuspected)) return first;
    await delay(confirmMs);
    return this.look(expected);
  }

  async #state(): Promise<DomainState | undefined> {
    return this.#domain.state().catch((error: unknown) => {
      // On a busy host libvirt may answer too late, which does not mean that the domain is off.
      if (!(error instanceof TimeoutError)) throw error;
      return undefined;
    });
  }

  async #sample(): Promise<ProcessSample | undefined> {
    if (performance.now() - this.#start < processAfterMs) return undefined;
    this.#process ??= qemuWith(this.#domain.uuid);
    return this.#process === undefined ? undefined : sampleProcess(this.#process);
  }
}

/** Whether a domain in this state no longer runs its guest. A transient domain is gone as soon as it is off. */
export function isOff(state: DomainState): boolean {
  return ["shutdown", "shutoff", "crashed", "gone"].includes(state);
}
