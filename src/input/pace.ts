// Keeps input on schedule: one late event does not delay those after it.
import { setTimeout as delay } from "node:timers/promises";

/** Resolution of timers: a shorter wait would take longer. */
const shortestWaitMs = 1;

/** The most lateness to catch up on: after a stall, catching up on all of it would send a burst of input. */
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
