// Keeps the pointer's state: where this client has put it, and the shape that the server has sent.
import type { CursorShape, PointerState } from "../base/live-screen.ts";
import { Listeners } from "./listeners.ts";

/** The pointer's state, and the listeners to its changes. */
export class PointerRecord {
  readonly #listeners = new Listeners<PointerState>();
  #state: PointerState | undefined;
  #cursor: CursorShape | undefined;

  /** Undefined until the pointer was first moved. */
  get state(): PointerState | undefined {
    return this.#state;
  }

  /** Calls the listener after each change. Returns a function that ends that. */
  follow(listener: (pointer: PointerState) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Notes that the pointer has been sent to this place with these buttons. */
  moved(x: number, y: number, buttons: number): void {
    const { x: oldX, y: oldY, buttons: oldButtons } = this.#state ?? {};
    if (x === oldX && y === oldY && buttons === oldButtons) return;
    this.#change({ x, y, buttons, cursor: this.#cursor, time: performance.now() });
  }

  /** Notes the server's latest shape. */
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
