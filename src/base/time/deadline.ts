// A time limit and an abort signal that are passed down through all stages of a task.
import { AbortedError, DemotoolError, type Facts, TimeoutError } from "../errors.ts";
import { anySignal, unlessAborted } from "./abort.ts";
import { Clock, type TimeSource } from "./clock.ts";
import { describeDuration } from "./seconds.ts";

/** Milliseconds by which a timer may fire early, as measured by `performance.now()`. */
const timerSlackMs = 10;

/** How a {@link Deadline} is made. */
export interface DeadlineOptions {
  /** The caller's signal, which also ends the task. If its reason is a demotool error, that is thrown unchanged. */
  readonly signal?: AbortSignal | undefined;
  /** The time source. Deadlines that share a clock pause together. Default: the process's time. */
  readonly clock?: TimeSource;
  /** Further facts for the errors. */
  readonly facts?: Facts;
  /** The next step of the {@link TimeoutError}. Default: to raise the limit. */
  readonly next?: string;
}

/** Limits the time of a task. Create one with {@link Deadline.after}, pass it down, and observe `signal`. */
export class Deadline implements Disposable {
  /** Aborts when the time is up or the caller's signal aborts. Its reason is a demotool error. */
  readonly signal: AbortSignal;
  /** What the task is, for messages. */
  readonly task: string;
  /** The time limit in milliseconds. */
  readonly limitMs: number;
  /** The deadline's own clock, for timers that pause with it. */
  readonly clock: Clock;
  readonly #start: number;
  readonly #release: () => void;

  private constructor(
    { task, limitMs, clock }: Pick<Deadline, "task" | "limitMs" | "clock">,
    signal: AbortSignal,
    start: number,
    release: () => void = () => {},
  ) {
    this.task = task;
    this.limitMs = limitMs;
    this.clock = clock;
    this.signal = signal;
    this.#start = start;
    this.#release = release;
  }

  /**
   * A deadline `limitMs` milliseconds from now.
   *
   * @param task what is limited, such as "boot of demo-login", for the error
   */
  static after(limitMs: number, task: string, options: DeadlineOptions = {}): Deadline {
    const { signal: outer, facts = {} } = options;
    const clock = new Clock(options.clock);
    const controller = new AbortController();
    const onAbort = (): void => end(abortReason(outer?.reason, deadline, facts));
    const cancelTimer = clock.schedule(limitMs, () => end(timeoutError(deadline, facts, options.next)));
    const release = (): void => {
      cancelTimer();
      outer?.removeEventListener("abort", onAbort);
    };
    const end = (reason: unknown): void => {
      release();
      controller.abort(reason);
    };
    const deadline = new Deadline({ task, limitMs, clock }, controller.signal, clock.now(), release);
    if (outer?.aborted) onAbort();
    else outer?.addEventListener("abort", onAbort, { once: true });
    return deadline;
  }

  /** Returns a deadline with the same limit and start that another signal also ends, with its reason unchanged. */
  endedBy(signal: AbortSignal): Deadline {
    return new Deadline(this, anySignal([this.signal, signal]), this.#start);
  }

  /** Frees the timer of a finished task: the signal no longer aborts. Optional where deadlines are few. */
  [Symbol.dispose](): void {
    this.#release();
  }

  /**
   * Stops the time of this deadline and of those derived from it, until the pause is disposed of. Pauses nest. The
   * caller's signal still ends the task.
   */
  pause(): Disposable {
    return this.clock.pause();
  }

  /** Milliseconds since the deadline was made, without pauses. */
  elapsed(): number {
    return this.clock.now() - this.#start;
  }

  /** Milliseconds left, never below 0. */
  remaining(): number {
    return Math.max(0, this.limitMs - this.elapsed());
  }

  /** Whether the task is over because its time is up, rather than aborted. */
  isTimeUp(): boolean {
    return this.signal.reason instanceof TimeoutError && this.remaining() < timerSlackMs;
  }

  /** Throws the signal's reason if the task is over. */
  throwIfOver(): void {
    this.signal.throwIfAborted();
  }

  /** Throws the signal's reason if the task was aborted, but not if its time is up. */
  throwIfAborted(): void {
    if (!this.isTimeUp()) this.throwIfOver();
  }

  /**
   * Waits for a promise until the deadline. The work behind the promise is not stopped.
   *
   * @throws the deadline's error when it is over first, or whatever the promise rejects with
   */
  race<T>(promise: Promise<T>): Promise<T> {
    return unlessAborted(promise, this.signal);
  }

  /**
   * Whether a promise resolves before the time is up.
   *
   * @throws the reason if the deadline is aborted, or whatever the promise rejects with
   */
  async inTime(promise: Promise<unknown>): Promise<boolean> {
    try {
      await this.race(promise);
      return true;
    } catch (error) {
      if (error === this.signal.reason && this.isTimeUp()) return false;
      throw error;
    }
  }
}

function timeoutError({ task, limitMs }: Deadline, facts: Facts, next: string | undefined): TimeoutError {
  return new TimeoutError({
    headline: `${task} took longer than ${describeDuration(limitMs)}`,
    facts: { ...facts, limitMs },
    next: next ?? "raise the time limit, or look at what the step was waiting for",
  });
}

function abortReason(reason: unknown, deadline: Deadline, facts: Facts): unknown {
  if (reason instanceof DemotoolError) return reason;
  return new AbortedError({
    headline: `${deadline.task} was stopped after ${describeDuration(Math.round(deadline.elapsed()))}`,
    facts,
    next: "no action needed if you stopped it; otherwise see the cause",
    cause: reason,
  });
}
