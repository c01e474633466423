// Polls for conditions that send no event.
import { setTimeout as delay } from "node:timers/promises";
import type { Deadline } from "./deadline.ts";

/**
 * Calls `ask` until it returns something other than undefined.
 *
 * @param pauseSeconds between two calls
 * @throws the deadline's error when it is over, or whatever `ask` throws
 */
export async function poll<T>(deadline: Deadline, pauseSeconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    deadline.throwIfOver();
    const answer = await deadline.race(ask());
    if (answer !== undefined) return answer;
    await pauseFor(deadline, pauseSeconds);
  }
}

/**
 * Waits.
 *
 * @throws the deadline's error when that is over first
 */
export async function pauseFor(deadline: Deadline, seconds: number): Promise<void> {
  try {
    await delay(seconds * 1000, undefined, { signal: deadline.signal });
  } catch {
    deadline.throwIfOver();
  }
}
