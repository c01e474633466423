// For what has no event to wait for: asks again until the answer is there.
import { setTimeout as delay } from "node:timers/promises";
import type { Deadline } from "./deadline.ts";

/**
 * Asks until `ask` returns something other than undefined.
 *
 * @param pause seconds between two questions
 * @throws the deadline's error when it is over, or whatever `ask` throws
 */
export async function poll<T>(deadline: Deadline, pause: number, ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    deadline.throwIfOver();
    const answer = await deadline.race(ask());
    if (answer !== undefined) return answer;
    await pauseFor(deadline, pause);
  }
}

/** Lets `seconds` pass, but no longer than the deadline. */
export async function pauseFor(deadline: Deadline, seconds: number): Promise<void> {
  try {
    await delay(seconds * 1000, undefined, { signal: deadline.signal });
  } catch {
    deadline.throwIfOver();
  }
}
