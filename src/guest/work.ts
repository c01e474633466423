// Tracks what is under way in the guest: it ends when the guest is reverted to an earlier state.
import type { Deadline } from "../base/time/deadline.ts";
import { SharedLock } from "../base/time/shared-lock.ts";

/** Time for ended work to clean up in the guest, which may have stopped answering. */
const cleanUpWaitMs = 10_000;

/** Commands and copies of one guest: any number at the same time. */
export class GuestWork {
  readonly #lock = new SharedLock();
  #end = new AbortController();

  /** Runs `work`. The deadline that it gets also ends when the guest's state does. */
  async run<T>(limit: Deadline, work: (deadline: Deadline) => Promise<T>): Promise<T> {
    return this.#lock.shared(() => work(limit.endedBy(this.#end.signal)), limit);
  }

  /** Aborts all work with `reason`, then runs `work` before any other begins. */
  async end<T>(reason: Error, deadline: Deadline, work: () => Promise<T>): Promise<T> {
    const ended = this.#end;
    this.#end = new AbortController();
    ended.abort(reason);
    return this.#lock.exclusive(deadline, work, cleanUpWaitMs);
  }
}
