// A clock that can be paused, together with its timers.
import { performance } from "node:perf_hooks";

/** Measures time and runs timers. */
export interface TimeSource {
  /** Milliseconds since an arbitrary moment. */
  now(): number;
  /**
   * Runs `action` once, after `ms` milliseconds; does not keep the process alive. Returns a function that cancels it.
   */
  schedule(ms: number, action: () => void): () => void;
}

/** The monotonic time of this process, which cannot be paused. */
export const processTime: TimeSource = {
  now: () => performance.now(),
  schedule: (ms, action) => {
    const timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
};

interface Timer {
  /** The clock's time at which it is due. */
  readonly at: number;
  readonly action: () => void;
  /** Undefined while the clock is paused. */
  cancel: (() => void) | undefined;
}

/** A clock on top of another time source. It stops while it or its source is paused. */
export class Clock implements TimeSource {
  readonly #source: TimeSource;
  readonly #timers = new Set<Timer>();
  readonly #pauses = new Set<symbol>();
  #pausedAt = 0;
  #pausedMs = 0;

  /** @param source default: the process's own time */
  constructor(source: TimeSource = processTime) {
    this.#source = source;
  }

  /** Whether this clock itself is paused. */
  get paused(): boolean {
    return this.#pauses.size > 0;
  }

  now(): number {
    return (this.paused ? this.#pausedAt : this.#source.now()) - this.#pausedMs;
  }

  schedule(ms: number, action: () => void): () => void {
    const timer: Timer = { at: this.now() + ms, action, cancel: undefined };
    this.#timers.add(timer);
    if (!this.paused) this.#start(timer);
    return () => {
      timer.cancel?.();
      this.#timers.delete(timer);
    };
  }

  /** Stops the clock until the pause is disposed of. After several pauses, it resumes when the last one ends. */
  pause(): Disposable {
    if (!this.paused) this.#stop();
    const pause = Symbol("pause");
    this.#pauses.add(pause);
    return {
      [Symbol.dispose]: () => {
        if (this.#pauses.delete(pause) && !this.paused) this.#resume();
      },
    };
  }

  #stop(): void {
    this.#pausedAt = this.#source.now();
    for (const timer of this.#timers) {
      timer.cancel?.();
      timer.cancel = undefined;
    }
  }

  #resume(): void {
    this.#pausedMs += this.#source.now() - this.#pausedAt;
    for (const timer of this.#timers) this.#start(timer);
  }

  #start(timer: Timer): void {
    timer.cancel = this.#source.schedule(Math.max(0, timer.at - this.now()), () => {
      this.#timers.delete(timer);
      timer.action();
    });
  }
}
