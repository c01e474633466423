// Keeps QEMU's VNC server polling the screen: without input it polls a still screen ever less often, down to every 3 s.
import { keyEvent } from "./messages.ts";

/** Scroll Lock: QEMU drops the release of a key that is not down, but only after it has raised its polling rate. */
const meaninglessKeysym = 0xff14;

/** Sends input without an effect over one connection. */
export class Attention {
  readonly #send: (message: Uint8Array) => void;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(send: (message: Uint8Array) => void) {
    this.#send = send;
  }

  /** Makes the server poll the screen now. */
  nudge(): void {
    this.#send(keyEvent(meaninglessKeysym, false));
  }

  /** Nudges now and at each interval until the returned object is disposed of. */
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

  /** Stops every timer that {@link keep} has started. */
  end(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }
}
