// A native handle: disposal frees it once no thread is inside a call with it.
import type { Pointer } from "./calls.ts";

/** Counts the calls that use a pointer, so that it is never freed during one of them. */
export class Handle {
  readonly pointer: Pointer;
  readonly #free: (pointer: Pointer) => Promise<void>;
  readonly #freed = Promise.withResolvers<void>();
  #users = 0;
  #state: "open" | "closing" | "freed" = "open";

  constructor(pointer: Pointer, free: (pointer: Pointer) => Promise<void>) {
    this.pointer = pointer;
    this.#free = free;
  }

  /** Whether new calls may use it. */
  get open(): boolean {
    return this.#state === "open";
  }

  /** Registers a call that uses the pointer. */
  acquire(): void {
    this.#users++;
  }

  /** Unregisters a call that has returned, even one that was abandoned. */
  release(): void {
    this.#users--;
    this.#freeIfUnused();
  }

  /** Disposes of the handle. Resolves when it is freed, or at once while an abandoned call still uses it. */
  async dispose(): Promise<void> {
    if (this.#state === "open") this.#state = "closing";
    this.#freeIfUnused();
    if (this.#users === 0) await this.#freed.promise;
  }

  #freeIfUnused(): void {
    if (this.#state !== "closing" || this.#users > 0) return;
    this.#state = "freed";
    void this.#free(this.pointer).finally(() => this.#freed.resolve());
  }
}
