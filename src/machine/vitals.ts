// Watches a VM while something waits for it, so that the wait ends with the reason when the VM ends or stands still.
import { setTimeout as delay } from "node:timers/promises";
import { DemotoolError, type ErrorCode } from "../base/errors.ts";
import { unlessAborted } from "../base/time/abort.ts";
import type { Domain } from "../libvirt/domain.ts";
import type { VmStoppedError } from "../readiness/errors.ts";
import { Standstill } from "../readiness/standstill.ts";

/** Milliseconds between two looks at the VM. Most actions end before the first. */
const lookMs = 1000;

/** Milliseconds between the end of QEMU's connections and libvirt's notice of it, at most. */
const noticeMs = 3000;
const noticePollMs = 100;

/** The errors that a VM which ended or stands still may cause. */
const effects: ReadonlySet<ErrorCode> = new Set(["VNC", "LIBVIRT", "GUEST", "SCREEN", "SNAPSHOT", "TIMEOUT"]);

/** Those of connections to QEMU, which fail before libvirt has noticed its end. */
const ofConnection: ReadonlySet<ErrorCode> = new Set(["VNC", "LIBVIRT"]);

/** The VM that is watched. */
export interface WatchedVm {
  readonly domain: Domain;
  /** Whether the VM was removed or is being removed. */
  readonly disposed: boolean;
  /** Whether demotool has paused it, for a snapshot. */
  readonly pauses: boolean;
  /** The snapshot to which a revert has failed, which leaves the VM paused. */
  readonly failedRevert: string | undefined;
}

/** The signs of life of one VM. */
export class Vitals {
  readonly #vm: WatchedVm;
  readonly #standstill: Standstill;
  #end = new AbortController();
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(vm: WatchedVm) {
    this.#vm = vm;
    this.#standstill = new Standstill(vm.domain);
  }

  /** Aborts with a {@link VmStoppedError} when the VM ends or stands still while something waits. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /**
   * Runs what waits for the VM.
   *
   * @throws {VmStoppedError} when the VM ends or stands still meanwhile, or has made the work fail
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    this.#schedule();
    try {
      return await unlessAborted(work(), this.signal);
    } catch (error) {
      throw (await this.#reason(error).catch(() => undefined)) ?? error;
    } finally {
      this.#waiting--;
      if (this.#waiting === 0) this.#cancel();
    }
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.#look(), lookMs);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const timer = this.#timer;
    // When libvirt fails, the VM may well run.
    const stopped = this.#vm.disposed ? undefined : await this.#standstill.look(this.#vm).catch(() => undefined);
    if (this.#timer !== timer) return;
    this.#timer = undefined;
    if (stopped) this.#stop(stopped);
    if (this.#waiting > 0) this.#schedule();
  }

  #stop(reason: VmStoppedError): void {
    const end = this.#end;
    // The VM may continue: what waits for it later is not affected.
    this.#end = new AbortController();
    end.abort(reason);
  }

  /** Returns the state of the VM as the reason of a failure, if it is. */
  async #reason(error: unknown): Promise<VmStoppedError | undefined> {
    if (this.#vm.disposed || !(error instanceof DemotoolError) || !effects.has(error.code)) return undefined;
    if (error.code === "SNAPSHOT" && this.#vm.failedRevert !== undefined) return undefined;
    const until = performance.now() + (ofConnection.has(error.code) ? noticeMs : 0);
    for (;;) {
      const stopped = await this.#standstill.lookTwice(this.#vm);
      if (stopped) return Object.assign(stopped, { cause: error });
      if (performance.now() >= until) return undefined;
      await delay(noticePollMs);
    }
  }
}
