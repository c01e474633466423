// One time limit and one abort signal, handed down through all the stages of a task.
import { performance } from "node:perf_hooks";
import { AbortedError, TimeoutError } from "../errors.ts";

/** Seconds by which a timer may come too early by the other clock. */
const timerSlack = 0.01;

/** Limits a task in time. Make one with {@link Deadline.after}; hand it down; look at `signal`. */
export class Deadline {
  /** Aborts when the time is up or when the caller's own signal aborts; its reason is a demotool error. */
  readonly signal: AbortSignal;
  /** What the task is, for messages. */
  readonly task: string;
  /** The time limit in seconds. */
  readonly seconds: number;
  readonly #start: number;

  private constructor(task: string, seconds: number, signal: AbortSignal, start = performance.now()) {
    this.task = task;
    this.seconds = seconds;
    this.signal = signal;
    this.#start = start;
  }

  /**
   * A deadline `seconds` from now.
   *
   * @param task what is limited, as in "boot of demo-login"; it stands in the error
   * @param options.signal the caller's own signal, which also ends the task
   */
  static after(seconds: number, task: string, options: { signal?: AbortSignal | undefined } = {}): Deadline {
    const controller = new AbortController();
    const deadline = new Deadline(task, seconds, controller.signal);
    const timer = setTimeout(() => controller.abort(deadline.#timeout()), seconds * 1000);
    timer.unref();
    const outer = options.signal;
    const onAbort = (): void => {
      clearTimeout(timer);
      controller.abort(abortReason(outer?.reason, task, deadline.elapsed()));
    };
    if (outer?.aborted) onAbort();
    else outer?.addEventListener("abort", onAbort, { once: true, signal: controller.signal });
    return deadline;
  }

  /** The same limit from the same start, which a further signal ends as well, with its reason as it is. */
  endedBy(signal: AbortSignal): Deadline {
    return new Deadline(this.task, this.seconds, AbortSignal.any([this.signal, signal]), this.#start);
  }

  /** Seconds since the deadline was made. */
  elapsed(): number {
    return (performance.now() - this.#start) / 1000;
  }

  /** Seconds left, never below 0. */
  remaining(): number {
    return Math.max(0, this.seconds - this.elapsed());
  }

  /** Whether the task is over because its time is up, and not ended from outside. */
  isTimeUp(): boolean {
    return this.signal.reason instanceof TimeoutError && this.remaining() < timerSlack;
  }

  /** Throws the signal's reason if the task is over. */
  throwIfOver(): void {
    this.signal.throwIfAborted();
  }

  /** Waits for a promise, but no longer than the deadline. The promise itself is not stopped. */
  async race<T>(promise: Promise<T>): Promise<T> {
    // Once the deadline is over, nobody hears of the promise's own failure: it must not end the process.
    promise.catch(() => {});
    this.throwIfOver();
    const over = Promise.withResolvers<never>();
    const onAbort = (): void => over.reject(this.signal.reason);
    this.signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([promise, over.promise]);
    } finally {
      this.signal.removeEventListener("abort", onAbort);
    }
  }

  #timeout(): TimeoutError {
    return new TimeoutError({
      headline: `${this.task} took longer than ${this.seconds} s`,
      facts: { limitSeconds: this.seconds },
      next: "raise the time limit, or look at what the step was waiting for",
    });
  }
}

function abortReason(reason: unknown, task: string, elapsed: number): unknown {
  if (reason instanceof TimeoutError || reason instanceof AbortedError) return reason;
  return new AbortedError({
    headline: `${task} was stopped after ${elapsed.toFixed(1)} s`,
    next: "nothing, if you stopped it; else see the cause",
    cause: reason,
  });
}
