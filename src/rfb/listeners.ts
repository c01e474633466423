// Who wants to be told: functions that are called with each event, and that can harm neither each other nor the teller.

/** A set of listeners for one kind of event. */
export class Listeners<Event> {
  readonly #listeners = new Set<(event: Event) => void>();

  /** Adds a listener; the same one can be added twice. Returns a function that takes it away. */
  add(listener: (event: Event) => void): () => void {
    const own = (event: Event): void => listener(event);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Calls all of them. */
  tell(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // A listener's fault must neither end the connection nor go unseen.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
