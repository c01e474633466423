// What is under way in the guest, which ends when the guest is put back to an earlier state.
import type { Deadline } from "../base/time/deadline.ts";
import { SharedLock } from "../base/time/shared-lock.ts";

/** Seconds that what is ended has to clean up in the guest, which may have stopped answering. */
const patience = 10;

/** Commands and copies of one guest: any number at the same time. */
export class GuestWork {
  readonly #gate = new SharedLock();
  #end = new AbortController();

  /** Does some work in the guest. The deadline that it is given ends with the state that the guest is in, too. */
  async run<T>(limit: Deadline, work: (deadline: Deadline) => Promise<T>): Promise<T> {
    return this.#gate.shared(() => work(limit.endedBy(this.#end.signal)), limit);
  }

  /** Ends everything with `reason`, which it throws then, and does `work` before anything else begins. */
  async end<T>(reason: Error, deadline: Deadline, work: () => Promise<T>): Promise<T> {
    const ended = this.#end;
    this.#end = new AbortController();
    ended.abort(reason);
    return this.#gate.exclusive(deadline, work, patience);
  }
}
