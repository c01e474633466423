// Knows when the guest has taken all keys: presses NumLock after them and waits for its light.
import type { VncClient } from "../../rfb/connect.ts";
import { pause } from "../pace.ts";
import { keyEvent } from "./events.ts";
import { portionSize, safeSpacing } from "./spacing.ts";

/**
 * Seconds that the server may take to tell of the lights at all, which QEMU does at once, and that a guest may take to
 * answer: the first time, and once it is known that it does.
 */
const patience = { lights: 2, first: 5, later: 10 };

/** Seconds in which any guest has taken a portion of keys. */
const safePause = (portionSize * safeSpacing) / 1000;

/**
 * Whoever handles the guest's keys (the console, an X server, a Wayland compositor) handles them in their order and
 * answers NumLock by switching its light, which travels back through the virtual keyboard and QEMU's VNC server. So the
 * light says that everything before it has arrived. NumLock ends as it was; the keys of a text do not depend on it.
 */
export class LightEcho {
  readonly #client: VncClient;
  /** What the light shows once every press so far has arrived; undefined until the server has told of lights. */
  #expected: boolean | undefined;
  #presses = 0;
  #answers = 0;

  constructor(client: VncClient) {
    this.#client = client;
  }

  /** Asks, and waits for the answer. Returns whether the guest answers at all. */
  async ask(): Promise<boolean> {
    if (this.#presses === 0) await this.#until(() => this.#client.lights !== undefined, patience.lights);
    this.#expected ??= this.#client.lights?.numLock;
    if (this.#expected === undefined) return false;
    this.#press();
    if (this.#shows()) {
      // Linux tells a PS/2 keyboard of its lights too, and up to 100 ms late: what shows is an old state, not an answer.
      await pause(safePause);
      return true;
    }
    const answered = await this.#until(() => this.#shows(), this.#answers > 0 ? patience.later : patience.first);
    if (answered) this.#answers++;
    return this.#answers > 0;
  }

  /** Leaves NumLock as it was, and waits until it is so where the guest answers. */
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

  /** Whether the condition, which the lights decide on, came true in time. */
  async #until(condition: () => boolean, seconds: number): Promise<boolean> {
    if (condition()) return true;
    const answered = Promise.withResolvers<boolean>();
    const stop = this.#client.onLights(() => {
      if (condition()) answered.resolve(true);
    });
    const timer = setTimeout(() => answered.resolve(false), seconds * 1000);
    try {
      return await Promise.race([answered.promise, this.#client.closed.then(() => false)]);
    } finally {
      clearTimeout(timer);
      stop();
    }
  }
}
