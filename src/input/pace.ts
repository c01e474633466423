// Keeps input to a timetable: what comes a little late does not make all that follows later.
import { setTimeout as delay } from "node:timers/promises";

/** Timers are this coarse, in milliseconds: waiting for less would wait for longer. */
const finest = 1;

/** Lateness that is made up for, in milliseconds; what is beyond stays lost, or a burst of input would follow a stall. */
const madeUp = 50;

/** A timetable that begins now. */
export class Pace {
  #due = performance.now();

  /** Waits until `seconds` after the moment at which the last wait was to end. */
  async wait(seconds: number): Promise<void> {
    const now = performance.now();
    this.#due = Math.max(this.#due + seconds * 1000, now - madeUp);
    const left = this.#due - now;
    if (left >= finest) await delay(left);
  }
}

/** Waits for so many seconds from now. */
export async function pause(seconds: number): Promise<void> {
  await new Pace().wait(seconds);
}
