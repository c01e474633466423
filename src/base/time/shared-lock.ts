// A gate that many pass at the same time, or one alone: who wants to be alone waits for those inside to leave.
import { setTimeout as delay } from "node:timers/promises";
import type { Deadline } from "./deadline.ts";

/** Open at first. */
export class SharedLock {
  readonly #inside = new Set<Promise<unknown>>();
  #shut: Promise<void> | undefined;

  /** Does some work inside; waits before it while somebody is alone there. */
  async shared<T>(work: () => Promise<T>, deadline?: Deadline): Promise<T> {
    while (this.#shut) await (deadline?.race(this.#shut) ?? this.#shut);
    const going = work();
    this.#inside.add(going);
    try {
      return await going;
    } finally {
      this.#inside.delete(going);
    }
  }

  /**
   * Does some work once everybody has left; whoever comes waits until it is done.
   *
   * @param patience seconds after which it no longer waits for those inside; default: until the deadline is over
   * @throws the deadline's error when it is over before the work has begun, or whatever the work throws
   */
  async exclusive<T>(deadline: Deadline, work: () => Promise<T>, patience?: number): Promise<T> {
    while (this.#shut) await deadline.race(this.#shut);
    const done = Promise.withResolvers<void>();
    this.#shut = done.promise;
    try {
      await deadline.race(this.#left(patience));
      return await work();
    } finally {
      this.#shut = undefined;
      done.resolve();
    }
  }

  async #left(patience: number | undefined): Promise<void> {
    const left = Promise.allSettled(this.#inside);
    if (patience === undefined || this.#inside.size === 0) return void (await left);
    const end = new AbortController();
    const waited = delay(patience * 1000, undefined, { signal: end.signal }).catch(() => {});
    await Promise.race([left, waited]);
    end.abort();
  }
}
