// Tells when a guest has done all its work: its virtual processors sleep.
import { setTimeout as delay } from "node:timers/promises";
import { sampleVcpus, type VcpuSample, vcpuThreads } from "../base/process/vcpu-threads.ts";

/** Milliseconds between two looks. The time in which a guest wakes for an interrupt is a fraction of one. */
const lookMs = 5;

/** Milliseconds between two looks at a guest that serves an interrupt. */
const serviceLookMs = 2;

/** Milliseconds between two searches for processors that this host does not show: each reads all of its processes. */
const searchMs = 1000;

/** How long the service of an interrupt may take, in milliseconds. */
export interface ServiceLimits {
  /** Until the interrupt has reached the guest. */
  readonly wakeMs: number;
  /** Until the guest has done what the interrupt has caused. */
  readonly sleepMs: number;
}

/**
 * Milliseconds that the processors of an idle guest run between two looks, at most: its timers wake them now and then.
 * An input that a guest has not taken yet keeps one of them running for all of the time.
 */
const idleRunMs = 0.25;

/** The most time for which a guest has waited for a busy host that does not count, as a multiple of a limit. */
const mostWaited = 4;

/**
 * Watches the virtual processors of one domain from the host, so that it works without an agent. An interrupt, such as
 * that of an input device, wakes a processor; it sleeps again when every program that the input has woken waits for
 * something else.
 */
export class GuestIdle {
  readonly #uuid: string;
  #threads: readonly string[] = [];
  #searchedAt = Number.NEGATIVE_INFINITY;

  /** @param uuid of the domain */
  constructor(uuid: string) {
    this.#uuid = uuid;
  }

  /**
   * Waits until the virtual processors sleep, and have hardly run between two looks.
   *
   * @param limitMs how long, without the time in which a busy host does not let the guest run
   * @returns false if that did not happen in this time, or this host cannot tell
   */
  async untilIdle(limitMs: number): Promise<boolean> {
    const start = performance.now();
    let first: VcpuSample | undefined;
    for (let before: VcpuSample | undefined; ; ) {
      const now = this.#sample();
      if (now === undefined) return false;
      if (now.asleep && before !== undefined && now.ranMs - before.ranMs <= idleRunMs) return true;
      first ??= now;
      const waitedMs = Math.min(now.waitedMs - first.waitedMs, limitMs * mostWaited);
      if (performance.now() - start - waitedMs >= limitMs) return false;
      before = now;
      await delay(lookMs);
    }
  }

  /**
   * Waits until the virtual processors have woken since a moment, and sleep again.
   *
   * @param limits how long they may take to wake, and to sleep again, both from now
   * @param since the moment: what the last call returned. Default: they need not have woken
   * @returns this moment; undefined if this host cannot tell
   */
  async untilServed(limits: ServiceLimits, since = Number.NEGATIVE_INFINITY): Promise<number | undefined> {
    const start = performance.now();
    for (;;) {
      const now = this.#sample();
      if (now === undefined) return undefined;
      const woke = !now.asleep || now.ranMs > since;
      const served = woke && now.asleep;
      if (served || performance.now() - start >= (woke ? limits.sleepMs : limits.wakeMs)) return now.ranMs;
      await delay(serviceLookMs);
    }
  }

  /** The host may hide its processes, or fail to show them: then nothing is known. */
  #sample(): VcpuSample | undefined {
    try {
      // A domain that libvirt has started again has new threads.
      return sampleVcpus(this.#threads) ?? sampleVcpus(this.#search());
    } catch {
      return undefined;
    }
  }

  #search(): readonly string[] {
    const now = performance.now();
    if (this.#threads.length > 0 || now - this.#searchedAt >= searchMs) {
      this.#searchedAt = now;
      this.#threads = vcpuThreads(this.#uuid);
    }
    return this.#threads;
  }
}
