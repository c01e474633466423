// A clock that a test advances.
import type { TimeSource } from "../../src/base/time/clock.ts";

/** A time source for clocks and deadlines. Starts at 100. */
export class ManualTime implements TimeSource {
  #now = 100;
  #timers: { readonly at: number; readonly action: () => void }[] = [];

  /** Number of timers that have not fired yet. */
  get timers(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  schedule(ms: number, action: () => void): () => void {
    const timer = { at: this.#now + ms, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Advances the time and runs due timers, each at its time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= end);
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.action();
    }
    this.#now = end;
  }
}
