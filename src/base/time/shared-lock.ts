// A readers-writer lock: any number of shared holders, or one exclusive holder, which waits for the shared ones to end.
import { setTimeout as delay } from "node:timers/promises";
import type { Deadline } from "./deadline.ts";

/** Runs shared tasks in parallel, and exclusive tasks alone. */
export class SharedLock {
  readonly #sharing = new Set<Promise<unknown>>();
  /** Resolves when the exclusive task ends. */
  #exclusive: Promise<void> | undefined;

  /**
   * Runs a task in parallel with other shared ones, but never with an exclusive one.
   *
   * @param deadline limits the wait for an exclusive task
   */
  async shared<T>(task: () => Promise<T>, deadline?: Deadline): Promise<T> {
    while (this.#exclusive) await (deadline?.race(this.#exclusive) ?? this.#exclusive);
    const running = task();
    this.#sharing.add(running);
    try {
      return await running;
    } finally {
      this.#sharing.delete(running);
    }
  }

  /**
   * Runs a task once all shared ones have ended. New ones wait until it is done.
   *
   * @param sharedWaitMs milliseconds after which the task runs beside the shared ones; default: it waits for the
   * deadline
   * @throws the deadline's error when it is over before the task begins, or whatever the task throws
   */
  async exclusive<T>(deadline: Deadline, task: () => Promise<T>, sharedWaitMs?: number): Promise<T> {
    while (this.#exclusive) await deadline.race(this.#exclusive);
    const done = Promise.withResolvers<void>();
    this.#exclusive = done.promise;
    try {
      await deadline.race(this.#sharedEnd(sharedWaitMs));
      return await task();
    } finally {
      this.#exclusive = undefined;
      done.resolve();
    }
  }

  async #sharedEnd(waitMs: number | undefined): Promise<void> {
    const ended = Promise.allSettled(this.#sharing);
    if (waitMs === undefined || this.#sharing.size === 0) return void (await ended);
    const stopWaiting = new AbortController();
    const waited = delay(waitMs, undefined, { signal: stopWaiting.signal }).catch(() => {});
    await Promise.race([ended, waited]);
    stopWaiting.abort();
  }
}
