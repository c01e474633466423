// A stack of resources to release: last in, first out, each with a time limit. A failure does not stop the rest.
import { DemotoolError, describeThrown } from "../errors.ts";
import { log } from "../log.ts";
import { Deadline } from "../time/deadline.ts";

/** Something could not be released (code `CLEANUP`). `failures` holds the reasons. */
export class CleanupError extends DemotoolError {
  readonly failures: readonly unknown[];

  constructor(task: string, failures: readonly unknown[], released: readonly string[]) {
    super("CLEANUP", {
      headline: `${task}: not everything could be released`,
      output: failures.map((failure) => describeThrown(failure)).join("\n"),
      facts: { released: released.join(", ") },
      next: "no action needed: the next run removes what is left",
      cause: failures[0],
    });
    this.failures = failures;
  }
}

interface Item {
  readonly what: string;
  readonly release: () => unknown;
}

/** Collects releases during a setup. Declare it with `await using`, or pass its content on with {@link move}. */
export class CleanupStack implements AsyncDisposable {
  readonly #task: string;
  readonly #limitMs: number;
  #items: Item[] = [];
  #disposed = false;

  /**
   * @param task the setup, for messages
   * @param limitMs milliseconds for each release; default 30_000
   */
  constructor(task: string, limitMs = 30_000) {
    this.#task = task;
    this.#limitMs = limitMs;
  }

  /** The held resources, oldest first. */
  get held(): readonly string[] {
    return this.#items.map((item) => item.what);
  }

  /** Adds a resource to be disposed of, and returns it. */
  use<T extends AsyncDisposable>(what: string, resource: T): T {
    this.defer(what, () => resource[Symbol.asyncDispose]());
    return resource;
  }

  /** Adds a release. If the stack is already disposed of, runs it at once. */
  defer(what: string, release: () => unknown): void {
    if (this.#disposed) void this.#releaseLate({ what, release });
    else this.#items.push({ what, release });
  }

  /**
   * Releases what was added since {@link held} had `count` entries, last first. Logs failures as warnings. The stack
   * stays usable.
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

  /** Moves everything to a new stack. */
  move(): CleanupStack {
    const next = new CleanupStack(this.#task, this.#limitMs);
    next.#items = this.#items;
    this.#items = [];
    return next;
  }

  /**
   * Releases everything, last first. Each release has its own time limit; a failure does not stop the rest.
   *
   * @throws {CleanupError} after all were tried, when any failed
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    const items = this.#items.splice(0).reverse();
    const failures: unknown[] = [];
    const released: string[] = [];
    for (const item of items) {
      try {
        await this.#release(item);
        released.push(item.what);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new CleanupError(this.#task, failures, released);
  }

  async #release({ what, release }: Item): Promise<void> {
    const deadline = Deadline.after(this.#limitMs, `${this.#task}: release of ${what}`);
    await deadline.race(Promise.resolve().then(release));
  }

  /** The owner is gone: only log. */
  async #releaseLate(item: Item): Promise<void> {
    try {
      await this.#release(item);
    } catch (error) {
      log.warn(`${this.#task}: ${item.what} was added too late and could not be released`, {
        reason: describeThrown(error),
      });
    }
  }
}
