// Keeps input on schedule: one late event does not delay those after it.
import { setTimeout as delay } from "node:timers/promises";

/** Timers are this coarse: waiting for less would take longer. */
const shortestWaitMilliseconds = 1;

/** Lateness that is made up for; what is beyond stays lost, or a burst of input would follow a stall. */
const maxCatchUpMilliseconds = 50;

/** A schedule that begins now. */
export class Pace {
  #due = performance.now();

  /** Waits until `seconds` after the moment at which the last wait was due to end. */
  async wait(seconds: number): Promise<void> {
    const now = performance.now();
    this.#due = Math.max(this.#due + seconds * 1000, now - maxCatchUpMilliseconds);
    const left = this.#due - now;
    if (left >= shortestWaitMilliseconds) await delay(left);
  }
}

/** Waits for `seconds` from now. */
export async function pause(seconds: number): Promise<void> {
  await new Pace().wait(seconds);
}
