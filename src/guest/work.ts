// Tracks commands and copies in the guest, and aborts them when the guest is reverted to a snapshot.
import type { Deadline } from "../base/time/deadline.ts";
import { SharedLock } from "../base/time/shared-lock.ts";

/** Time for ended work to clean up in the guest, which may have stopped answering. */
const cleanUpWaitMs = 10_000;

/** The commands and copies of one guest. Any number can run at the same time. */
export class GuestWork {
  readonly #lock = new SharedLock();
  #end = new AbortController();

  /** Runs `work`. Its deadline also ends when {@link end} is called. */
  async run<T>(limit: Deadline, work: (deadline: Deadline) => Promise<T>): Promise<T> {
    return this.#lock.shared(() => work(limit.endedBy(this.#end.signal)), limit);
  }

  /** Aborts all work with `reason`, then runs `work` before any new work begins. */
  async end<T>(reason: Error, deadline: Deadline, work: () => Promise<T>): Promise<T> {
    const ended = this.#end;
    this.#end = new AbortController();
    ended.abort(reason);
    return this.#lock.exclusive(deadline, work, cleanUpWaitMs);
  }
}
