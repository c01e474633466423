// Keeps input on schedule: one late event does not delay those after it.
import { setTimeout as delay } from "node:timers/promises";

/** Timers are this coarse: waiting for less would take longer. */
const shortestWaitMs = 1;

/** Lateness that is made up for; what is beyond stays lost, or a burst of input would follow a stall. */
const maxCatchUpMs = 50;

/** A schedule that begins now. */
export class Pace {
  #due = performance.now();

  /** Waits until `ms` milliseconds after the moment at which the last wait was due to end. */
  async wait(ms: number): Promise<void> {
    const now = performance.now();
    this.#due = Math.max(this.#due + ms, now - maxCatchUpMs);
    const left = this.#due - now;
    if (left >= shortestWaitMs) await delay(left);
  }
}

/** Waits for `ms` milliseconds from now. */
export async function pause(ms: number): Promise<void> {
  await new Pace().wait(ms);
}
