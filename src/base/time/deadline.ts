// One time limit and one abort signal, handed down through all the stages of a task.
import { AbortedError, DemotoolError, type Facts, TimeoutError } from "../errors.ts";
import { unlessAborted } from "./abort.ts";
import { Clock, type TimeSource } from "./clock.ts";
import { describeDuration } from "./seconds.ts";

/** Milliseconds by which a timer may fire early, as measured by `performance.now()`. */
const timerSlackMs = 10;

/** How a {@link Deadline} is made. */
export interface DeadlineOptions {
  /** The caller's own signal, which also ends the task. A demotool error as its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
  /** The time that it runs by; deadlines that share a clock pause together. Default: the process's own time. */
  readonly clock?: TimeSource;
  /** What the errors know besides the time limit. */
  readonly facts?: Facts;
  /** What the reader of the {@link TimeoutError} can do. Default: to raise the limit. */
  readonly next?: string;
}

/** Limits a task in time. Make one with {@link Deadline.after}; hand it down; look at `signal`. */
export class Deadline implements Disposable {
  /** Aborts when the time is up or when the caller's own signal aborts; its reason is a demotool error. */
  readonly signal: AbortSignal;
  /** What the task is, for messages. */
  readonly task: string;
  /** The time limit in milliseconds. */
  readonly limitMs: number;
  /** The deadline's own clock, for timers that are to pause with it. */
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
   * @param task what is limited, as in "boot of demo-login"; it stands in the error
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

  /** The same limit from the same start, which a further signal ends as well, with its reason as it is. */
  endedBy(signal: AbortSignal): Deadline {
    return new Deadline(this, AbortSignal.any([this.signal, signal]), this.#start);
  }

  /** Frees the timer of a task that has ended; the signal never aborts then. Deadlines that are few need none of it. */
  [Symbol.dispose](): void {
    this.#release();
  }

  /**
   * Stops the time of this deadline, and of those made from it, until the pause is disposed of. Pauses nest. The
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

  /** Whether the task is over because its time is up, and not ended from outside. */
  isTimeUp(): boolean {
    return this.signal.reason instanceof TimeoutError && this.remaining() < timerSlackMs;
  }

  /** Throws the signal's reason if the task is over. */
  throwIfOver(): void {
    this.signal.throwIfAborted();
  }

  /** Throws the signal's reason if the task was ended from outside, and not by its own time. */
  throwIfAborted(): void {
    if (!this.isTimeUp()) this.throwIfOver();
  }

  /**
   * Waits for a promise, but no longer than the deadline. The promise itself is not stopped.
   *
   * @throws the deadline's error when it is over first, or whatever the promise rejects with
   */
  race<T>(promise: Promise<T>): Promise<T> {
    return unlessAborted(promise, this.signal);
  }

  /**
   * Whether a promise resolves before the time is up.
   *
   * @throws whatever else ends the deadline, or whatever the promise rejects with
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
    next: "nothing, if you stopped it; else see the cause",
    cause: reason,
  });
}
