// A queue between processes: who comes first is first in front, and who dies leaves the queue.
//
// Its places are locks. Everybody holds one, waits for the next place in front, and gives up the own one when it has
// that; who comes takes the place behind the last that is taken.
import { acquireLock, anyRelease, type Lock, type LockOptions, tryLock } from "./lock.ts";

/** How many may stand in a queue; whoever comes after them waits before it. */
const places = 64;

/**
 * Waits in the queue `name` until this is the one in front, and until it is released the only one. `onWait` is told of
 * the one before, whenever that is another.
 */
export async function joinQueue(name: string, options: LockOptions = {}): Promise<Lock> {
  let { lock, place } = await lastPlace(name, options);
  try {
    while (place > 0) {
      const next = await acquireLock(`${name}-${place - 1}`, options);
      await lock.release();
      lock = next;
      place--;
    }
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The place behind everybody else. */
async function lastPlace(name: string, options: LockOptions): Promise<{ lock: Lock; place: number }> {
  for (;;) {
    {
      // From the end: never does one who comes touch a place that somebody may be moving to.
      await using _alone = await acquireLock(`${name}-entry`, { signal: options.signal });
      let behind: Lock | undefined;
      for (let place = places - 1; place >= 0; place--) {
        const lock = await tryLock(`${name}-${place}`, options.note);
        if (lock === undefined && behind) return { lock: behind, place: place + 1 };
        if (lock === undefined) break;
        await behind?.release();
        if (place === 0) return { lock, place };
        behind = lock;
      }
    }
    await anyRelease([`${name}-${places - 1}`], options);
    options.signal?.throwIfAborted();
  }
}
