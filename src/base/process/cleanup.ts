// A stack of what must be released: last in, first out, all of it, in bounded time, whatever fails on the way.

import { DemotoolError, describeThrown } from "../errors.ts";
import { log } from "../log.ts";
import { Deadline } from "../time/deadline.ts";

/** Something could not be released (code `CLEANUP`); `failures` holds each reason. */
export class CleanupError extends DemotoolError {
  readonly failures: readonly unknown[];

  constructor(task: string, failures: readonly unknown[], undone: readonly string[]) {
    super("CLEANUP", {
      headline: `${task}: not everything could be released`,
      output: failures.map((failure) => describeThrown(failure)).join("\n"),
      facts: { released: undone.join(", ") },
      next: "nothing now: the next start removes what is left of this one",
      cause: failures[0],
    });
    this.failures = failures;
  }
}

interface Item {
  readonly what: string;
  readonly release: () => unknown;
}

/** Collects releases while something is set up. `await using` it, or hand its content on with {@link move}. */
export class CleanupStack implements AsyncDisposable {
  readonly #task: string;
  readonly #secondsEach: number;
  #items: Item[] = [];
  #spent = false;

  /**
   * @param task what is set up, for messages
   * @param secondsEach limit for each release; default 30
   */
  constructor(task: string, secondsEach = 30) {
    this.#task = task;
    this.#secondsEach = secondsEach;
  }

  /** What has been set up so far and is still held, oldest first. */
  get held(): readonly string[] {
    return this.#items.map((item) => item.what);
  }

  /** Adds a resource to be disposed of, and returns it. */
  use<T extends AsyncDisposable>(what: string, resource: T): T {
    this.defer(what, () => resource[Symbol.asyncDispose]());
    return resource;
  }

  /** Adds a release. Once everything has been released, what is added is released at once. */
  defer(what: string, release: () => unknown): void {
    if (this.#spent) void this.#releaseLate({ what, release });
    else this.#items.push({ what, release });
  }

  /**
   * Releases what was added since {@link held} had `count` entries, last first, as far as it can be; a failure costs a
   * warning. More can be added after it.
   */
  async rewind(count: number): Promise<void> {
    for (const item of this.#items.splice(count).reverse()) {
      await this.#release(item).catch((error: unknown) =>
        log.warn(`${this.#task}: ${item.what} could not be released`, {
          reason: describeThrown(error),
        }),
      );
    }
  }

  /** Hands everything to a new stack; this one is empty after it. */
  move(): CleanupStack {
    const next = new CleanupStack(this.#task, this.#secondsEach);
    next.#items = this.#items;
    this.#items = [];
    return next;
  }

  /**
   * Releases everything, last first. Each release has its own time limit, and one that fails stops none.
   *
   * @throws {CleanupError} after all were tried, when any failed
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#spent = true;
    const items = this.#items.splice(0).reverse();
    const failures: unknown[] = [];
    const undone: string[] = [];
    for (const item of items) {
      try {
        await this.#release(item);
        undone.push(item.what);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new CleanupError(this.#task, failures, undone);
  }

  async #release({ what, release }: Item): Promise<void> {
    const deadline = Deadline.after(this.#secondsEach, `${this.#task}: release of ${what}`);
    await deadline.race(Promise.resolve().then(release));
  }

  /** Whoever made it is past caring: a failure can only be logged. */
  async #releaseLate(item: Item): Promise<void> {
    try {
      await this.#release(item);
    } catch (error) {
      log.warn(`${this.#task}: ${item.what} came too late and could not be released`, {
        reason: describeThrown(error),
      });
    }
  }
}
