// Tells when a guest has done all its work: its virtual processors sleep.
import { setTimeout as delay } from "node:timers/promises";
import { sampleVcpus, type VcpuSample, vcpuThreads } from "../base/process/vcpu-threads.ts";

/** Milliseconds between two looks. The time in which a guest wakes for an interrupt is a fraction of one. */
const lookMs = 5;

/**
 * Milliseconds that the processors of an idle guest run between two looks, at most: its timers wake them now and then.
 * An input that a guest has not taken yet keeps one of them running for all of the time.
 */
const idleRunMs = 0.25;

/**
 * Watches the virtual processors of one domain from the host, so that it works without an agent. An interrupt, such as
 * that of an input device, wakes a processor; it sleeps again when every program that the input has woken waits for
 * something else.
 */
export class GuestIdle {
  readonly #uuid: string;
  #threads: readonly string[] | undefined;

  /** @param uuid of the domain */
  constructor(uuid: string) {
    this.#uuid = uuid;
  }

  /**
   * Waits until the virtual processors sleep, and have hardly run between two looks.
   *
   * @returns false if that did not happen within `limitMs`, or this host cannot tell
   */
  async untilIdle(limitMs: number): Promise<boolean> {
    return this.#until(limitMs, (now, before) => {
      return now.asleep && before !== undefined && now.ranMs - before.ranMs <= idleRunMs;
    });
  }

  /**
   * Waits until a virtual processor has run since a moment, and none runs.
   *
   * @param since the moment: what the last call returned. Default: none has to have run
   * @returns this moment; undefined if the wait ended at `limitMs`, or this host cannot tell
   */
  async untilServed(limitMs: number, since = Number.NEGATIVE_INFINITY): Promise<number | undefined> {
    let ranMs: number | undefined;
    const served = await this.#until(limitMs, (now) => {
      ranMs = now.ranMs;
      return now.asleep && now.ranMs > since;
    });
    return served ? ranMs : undefined;
  }

  async #until(limitMs: number, reached: (now: VcpuSample, before?: VcpuSample) => boolean): Promise<boolean> {
    const end = performance.now() + limitMs;
    for (let before: VcpuSample | undefined; ; ) {
      const now = this.#sample();
      if (now === undefined) return false;
      if (reached(now, before)) return true;
      if (performance.now() >= end) return false;
      before = now;
      await delay(lookMs);
    }
  }

  /** The host may hide its processes, or fail to show them: then nothing is known. */
  #sample(): VcpuSample | undefined {
    try {
      this.#threads ??= vcpuThreads(this.#uuid);
      const sample = sampleVcpus(this.#threads);
      // A domain that libvirt has started again has new threads.
      if (sample === undefined && this.#threads.length > 0) this.#threads = undefined;
      return sample;
    } catch {
      return undefined;
    }
  }
}
