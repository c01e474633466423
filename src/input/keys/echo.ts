// Confirms that the guest has taken all keys: presses NumLock after them and waits for its light.
import type { VncClient } from "../../rfb/connect.ts";
import { pause } from "../pace.ts";
import { keyEvent } from "./events.ts";
import { maxPortionEvents, safeSpacingMs } from "./timing.ts";

/** Wait for the server's first report of the lights, which QEMU sends at once. */
const lightsWaitMs = 2000;
/** Wait for a guest that may not answer at all. */
const firstAnswerWaitMs = 5000;
/** Wait for a guest that has answered before. */
const laterAnswerWaitMs = 10_000;

/** Milliseconds in which any guest has taken a portion of keys. */
const safePauseMs = maxPortionEvents * safeSpacingMs;

/**
 * The console, the X server or the Wayland compositor that receives the guest's keys handles them in order, and
 * switches the light at NumLock; the light's state travels back through the virtual keyboard and QEMU's VNC server. So
 * the light confirms all keys before it. NumLock ends as it was; the keys of a text do not depend on it.
 */
export class LightEcho {
  readonly #client: VncClient;
  /** What the light shows once every press so far has arrived; undefined until the server has reported lights. */
  #expected: boolean | undefined;
  #presses = 0;
  #answers = 0;

  constructor(client: VncClient) {
    this.#client = client;
  }

  /** Presses NumLock and waits for the light. Returns whether the guest answers at all. */
  async ask(): Promise<boolean> {
    if (this.#presses === 0) await this.#until(() => this.#client.lights !== undefined, lightsWaitMs);
    this.#expected ??= this.#client.lights?.numLock;
    if (this.#expected === undefined) return false;
    this.#press();
    if (this.#shows()) {
      // Linux sets a PS/2 keyboard's lights too, and up to 100 ms late: this state is an old one, not an answer.
      await pause(safePauseMs);
      return true;
    }
    const answered = await this.#until(() => this.#shows(), this.#answers > 0 ? laterAnswerWaitMs : firstAnswerWaitMs);
    if (answered) this.#answers++;
    return this.#answers > 0;
  }

  /** Puts NumLock back to its first state, and waits for that if the guest answers. */
  async restore(): Promise<void> {
    if (this.#presses % 2 === 0) return;
    if (this.#answers > 0) await this.ask();
    else this.#press();
  }

  #press(): void {
    this.#presses++;
    this.#expected = !this.#expected;
    this.#client.scanCodes([keyEvent("NumLock", true), keyEvent("NumLock", false)]);
  }

  #shows(): boolean {
    return this.#client.lights?.numLock === this.#expected;
  }

  /** Whether the condition, which depends on the lights, came true in time. */
  async #until(condition: () => boolean, waitMs: number): Promise<boolean> {
    if (condition()) return true;
    const answered = Promise.withResolvers<boolean>();
    const stop = this.#client.onLights(() => {
      if (condition()) answered.resolve(true);
    });
    const timer = setTimeout(() => answered.resolve(false), waitMs);
    try {
      return await Promise.race([answered.promise, this.#client.closed.then(() => false)]);
    } finally {
      clearTimeout(timer);
      stop();
    }
  }
}
