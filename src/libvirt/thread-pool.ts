// The worker threads of one connection: a call takes an idle one or starts another, so that none waits for another.
import { DemotoolError } from "../base/errors.ts";
import type { Deadline } from "../base/time/deadline.ts";
import type { Handle } from "./handle.ts";
import type { CallName, CallParameters, CallResult, Failure, Reply } from "./messages.ts";
import { Thread } from "./thread.ts";

/** How a call is made. */
export interface CallOptions<Name extends CallName> {
  readonly deadline: Deadline;
  /** The handle that the call uses: not freed before the call has come back. */
  readonly handle?: Handle;
  /** Gets the result of a call that came back after it was given up: frees what it holds. */
  readonly discard?: (value: CallResult<Name>) => void;
}

/** A call came back with a failure. */
export class FailedCall extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Makes libvirt calls on worker threads, each call on one of its own for as long as it lasts. */
export class ThreadPool {
  readonly #idle: Thread[] = [];
  readonly #waiting = new Set<Promise<unknown>>();
  #closed = false;

  /**
   * Makes a call.
   *
   * @throws {FailedCall} when libvirt refuses
   * @throws {DemotoolError} when the time is up or the signal aborts; the thread goes on alone then
   */
  async call<Name extends CallName>(
    name: Name,
    parameters: CallParameters<Name>,
    options: CallOptions<Name>,
  ): Promise<CallResult<Name>> {
    options.deadline.throwIfOver();
    const thread = this.#idle.pop() ?? new Thread();
    options.handle?.acquire();
    let givenUp = false;
    const reply = thread.run({ name, parameters }).then((answer) => {
      // First the thread, so that freeing a handle finds it idle.
      if (thread.alive) this.#idle.push(thread);
      if (givenUp && answer.ok) options.discard?.(answer.value as CallResult<Name>);
      options.handle?.release();
      if (this.#closed) void this.#endIdle();
      return answer;
    });
    const result = options.deadline.race(reply);
    this.#waiting.add(result);
    try {
      return unwrap(await result) as CallResult<Name>;
    } catch (error) {
      if (error instanceof DemotoolError) {
        givenUp = true;
        thread.abandon();
      }
      throw error;
    } finally {
      this.#waiting.delete(result);
    }
  }

  /** Waits until no call is waited for any more; each has its time limit. */
  async settle(): Promise<void> {
    while (this.#waiting.size > 0) await Promise.allSettled(this.#waiting);
  }

  /** Ends the threads: the idle ones now, one inside a call that was given up when it comes back. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#endIdle();
  }

  async #endIdle(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((thread) => thread.end()));
  }
}

function unwrap(reply: Reply): unknown {
  if (reply.ok) return reply.value;
  throw new FailedCall(reply.failure);
}
