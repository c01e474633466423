// Tracks the pointer's state: the position that this client sent, and the shape that the server sent.
import type { CursorShape, PointerState } from "../base/live-screen.ts";
import { Listeners } from "./listeners.ts";

/** Holds the pointer's state and notifies listeners of changes. */
export class PointerRecord {
  readonly #listeners = new Listeners<PointerState>();
  #state: PointerState | undefined;
  #cursor: CursorShape | undefined;

  /** Undefined until the pointer is first moved. */
  get state(): PointerState | undefined {
    return this.#state;
  }

  /** Calls the listener after each change. Returns a function that removes it. */
  follow(listener: (pointer: PointerState) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Records the position and buttons that were sent. */
  moved(x: number, y: number, buttons: number): void {
    const { x: oldX, y: oldY, buttons: oldButtons } = this.#state ?? {};
    if (x === oldX && y === oldY && buttons === oldButtons) return;
    this.#change({ x, y, buttons, cursor: this.#cursor, time: performance.now() });
  }

  /** Records the shape that the server sent. */
  shaped(cursor: CursorShape | undefined): void {
    if (cursor === this.#cursor) return;
    this.#cursor = cursor;
    if (this.#state) this.#change({ ...this.#state, cursor, time: performance.now() });
  }

  #change(state: PointerState): void {
    this.#state = state;
    this.#listeners.tell(state);
  }
}
