// Keeps QEMU's VNC server attentive: it polls a still screen less and less often, down to every 3 s, until input comes.
import { keyEvent } from "./messages.ts";

/** Scroll Lock: QEMU drops the release of a key that is not down, but only after it has become attentive. */
const meaninglessKeysym = 0xff14;

/** Sends input without a meaning over one connection. */
export class Attention {
  readonly #send: (message: Uint8Array) => void;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(send: (message: Uint8Array) => void) {
    this.#send = send;
  }

  /** Makes the server look at the screen now. */
  nudge(): void {
    this.#send(keyEvent(meaninglessKeysym, false));
  }

  /** Nudges now and at each interval until disposed of. */
  keep(intervalMs: number): Disposable {
    this.nudge();
    const timer = setInterval(() => this.nudge(), intervalMs);
    timer.unref();
    this.#timers.add(timer);
    return {
      [Symbol.dispose]: () => {
        clearInterval(timer);
        this.#timers.delete(timer);
      },
    };
  }

  /** Ends all that {@link keep} has started. */
  end(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }
}
