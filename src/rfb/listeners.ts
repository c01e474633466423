// Calls listeners with each event. A listener that throws affects neither the others nor the caller.

/** A set of listeners for one kind of event. */
export class Listeners<Event> {
  readonly #listeners = new Set<(event: Event) => void>();

  /** Adds a listener; the same function can be added twice. Returns a function that removes it. */
  add(listener: (event: Event) => void): () => void {
    const own = (event: Event): void => listener(event);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Calls every listener. */
  tell(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // An error in a listener must neither end the connection nor be swallowed.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
