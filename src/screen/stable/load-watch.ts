// Watches the load of a guest's CPUs while its screen is awaited, so that the answer is there when the screen is still.
import { type CpuTimes, cpuLoad, type SampleCpus } from "../../base/cpu-load.ts";
import { describeDuration } from "../../base/time/seconds.ts";

/**
 * A guest is busy above this load in CPUs. A program that loads uses a whole CPU, or waits for its disk; a blinking
 * cursor or a clock uses some hundredths.
 */
const busyLoad = 0.5;

/** Milliseconds between two samples, within these limits: each of them costs the guest a little work. */
const pauseMs = { shortest: 100, longest: 1000 };

/** Samples per window. */
const samplesPerWindow = 4;

/** A guest that takes longer than this to answer is busy; a load that is older is none. */
const silentMs = 2000;

/** How busy a guest is. */
export interface Busy {
  /** In CPUs; undefined while too little is known, or when the guest does not answer. */
  readonly load: number | undefined;
  /** Milliseconds for which it has been busy. */
  readonly forMs: number;
}

/** Describes how busy a guest is: `the guest is busy: 97 % of a CPU, for 4.2 s`. */
export function describeBusy({ load, forMs }: Busy): string {
  const time = describeDuration(Math.round(forMs));
  if (load === undefined) return `the guest's agent has not told its load for ${time}`;
  return `the guest is busy: ${Math.round(load * 100)} % of a CPU, for ${time}`;
}

/** Samples the load until disposed of. */
export class LoadWatch implements Disposable {
  readonly #sample: SampleCpus;
  readonly #windowMs: number;
  /** The samples of the window and the last one before it. */
  #samples: { readonly time: number; readonly times: CpuTimes }[] = [];
  /** When the last sample was requested, unless it has arrived: `performance.now()`, milliseconds. */
  #askedAt: number | undefined;
  #isSilent = false;
  /** Whether the last sample failed. */
  #isUnknown = false;
  #isOver = false;
  #busySince: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param windowMs milliseconds over which the load is measured */
  constructor(sample: SampleCpus, windowMs: number) {
    this.#sample = sample;
    this.#windowMs = windowMs;
    void this.#ask(Math.min(this.#pauseMs, windowMs / 2));
  }

  /**
   * How busy the guest is.
   *
   * @param now `performance.now()`, milliseconds
   * @returns undefined for a guest that has little to do, and for one that does not report its load
   */
  busy(now: number): Busy | undefined {
    const load = this.#load(now);
    if (this.#isOver || this.#tellsNothing(now) || (load !== undefined && load <= busyLoad)) {
      this.#busySince = undefined;
      return undefined;
    }
    this.#busySince ??= this.#samples[0]?.time ?? now;
    return { load, forMs: now - this.#busySince };
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  get #pauseMs(): number {
    return Math.min(pauseMs.longest, Math.max(pauseMs.shortest, this.#windowMs / samplesPerWindow));
  }

  /** Whether the guest does not report its load, or has stopped to do so. */
  #tellsNothing(now: number): boolean {
    const last = this.#samples.at(-1);
    return this.#isUnknown && (last === undefined || now - last.time > silentMs);
  }

  /** Undefined if it cannot be told. */
  #load(now: number): number | undefined {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    const isLate = this.#askedAt !== undefined && now - this.#askedAt > silentMs;
    if (isLate || this.#isSilent || !first || !last || first === last) return undefined;
    return cpuLoad(first.times, last.times);
  }

  async #ask(pause: number): Promise<void> {
    this.#askedAt = performance.now();
    const answer = await this.#sample();
    this.#askedAt = undefined;
    if (this.#isOver) return;
    this.#isUnknown = answer === undefined;
    this.#isSilent = answer === "silent";
    if (answer !== undefined && answer !== "silent") this.#add(answer);
    this.#timer = setTimeout(() => void this.#ask(this.#pauseMs), pause);
  }

  #add(times: CpuTimes): void {
    const time = performance.now();
    const start = this.#samples.findLastIndex((sample) => sample.time <= time - this.#windowMs);
    this.#samples = [...this.#samples.slice(Math.max(0, start)), { time, times }];
  }
}
