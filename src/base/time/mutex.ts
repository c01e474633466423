// Limits how many tasks run at the same time. The others wait in the order of their arrival.
import type { Deadline } from "./deadline.ts";

/** Lets a number of tasks run at the same time. */
export class Semaphore {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param places the number of tasks that may run at the same time */
  constructor(places: number) {
    this.#free = places;
  }

  /**
   * Runs a task as soon as a place is free.
   *
   * @param deadline limits the wait, not the task
   * @throws the deadline's error when it is over before the task begins, or whatever the task throws
   */
  async run<T>(deadline: Deadline, task: () => Promise<T>): Promise<T> {
    await this.#enter(deadline);
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  async #enter(deadline: Deadline): Promise<void> {
    deadline.throwIfOver();
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    const turn = Promise.withResolvers<void>();
    this.#waiting.push(turn.resolve);
    try {
      await deadline.race(turn.promise);
    } catch (error) {
      const at = this.#waiting.indexOf(turn.resolve);
      if (at >= 0) this.#waiting.splice(at, 1);
      // The turn came at the same time as the end of the deadline: pass it on.
      else this.#leave();
      throw error;
    }
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}

/** Runs one task at a time. */
export class Mutex extends Semaphore {
  constructor() {
    super(1);
  }
}
