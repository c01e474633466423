// Polls for conditions that emit no events.
import { setTimeout as delay } from "node:timers/promises";
import type { Deadline } from "./deadline.ts";

/**
 * Calls `ask` until it returns something other than undefined.
 *
 * @param pauseMs milliseconds between two calls
 * @throws the deadline's error when it is over, or whatever `ask` throws
 */
export async function poll<T>(deadline: Deadline, pauseMs: number, ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    deadline.throwIfOver();
    const answer = await deadline.race(ask());
    if (answer !== undefined) return answer;
    await pauseFor(deadline, pauseMs);
  }
}

/**
 * Waits for `pauseMs` milliseconds.
 *
 * @throws the deadline's error when that is over first
 */
export async function pauseFor(deadline: Deadline, pauseMs: number): Promise<void> {
  try {
    await delay(pauseMs, undefined, { signal: deadline.signal });
  } catch {
    deadline.throwIfOver();
  }
}
