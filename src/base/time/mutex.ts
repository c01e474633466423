// Limits how many tasks run at the same time; the others wait in the order in which they came.
import type { Deadline } from "./deadline.ts";

/** Lets a number of tasks run at the same time. */
export class Semaphore {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param places how many tasks may run at the same time */
  constructor(places: number) {
    this.#free = places;
  }

  /**
   * Runs a task as soon as there is a place for it.
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
      // The turn came together with the end of the deadline: the next one gets it.
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

/** Runs tasks one after the other. */
export class Mutex extends Semaphore {
  constructor() {
    super(1);
  }
}
