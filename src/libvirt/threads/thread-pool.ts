// The worker threads of one connection: a call takes an idle thread or starts one, so that no call waits for another.
import { DemotoolError } from "../../base/errors.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import type { Handle } from "../handle.ts";
import type { CallName, CallParameters, CallResult, Failure, Reply } from "../messages.ts";
import { Thread } from "./thread.ts";

/** Options of a call. */
export interface CallOptions<Name extends CallName> {
  readonly deadline: Deadline;
  /** The handle that the call uses: not freed before the call has returned. */
  readonly handle?: Handle;
  /** Frees the result of a call that returns after it was abandoned. */
  readonly discard?: (value: CallResult<Name>) => void;
}

/** A call failed on its worker thread. */
export class FailedCall extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Makes libvirt calls, each on its own worker thread. */
export class ThreadPool {
  readonly #idle: Thread[] = [];
  readonly #waiting = new Set<Promise<unknown>>();
  #closed = false;

  /**
   * Makes a call.
   *
   * @throws {FailedCall} when the call fails
   * @throws {DemotoolError} when the deadline passes first; the thread finishes the call in the background
   */
  async call<Name extends CallName>(
    name: Name,
    parameters: CallParameters<Name>,
    options: CallOptions<Name>,
  ): Promise<CallResult<Name>> {
    options.deadline.throwIfOver();
    const thread = this.#idle.pop() ?? new Thread();
    options.handle?.acquire();
    let abandoned = false;
    const reply = thread.run({ name, parameters }).then((answer) => {
      // The thread becomes idle first, so that freeing a handle can reuse it.
      if (thread.alive) this.#idle.push(thread);
      if (abandoned && answer.ok) options.discard?.(answer.value as CallResult<Name>);
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
        abandoned = true;
        thread.abandon();
      }
      throw error;
    } finally {
      this.#waiting.delete(result);
    }
  }

  /** Waits until no call is pending. Every call has a time limit. */
  async settle(): Promise<void> {
    while (this.#waiting.size > 0) await Promise.allSettled(this.#waiting);
  }

  /** Ends the threads: the idle ones now, one with an abandoned call when that returns. */
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
