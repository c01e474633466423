// Complete frames of a live screen, and the regions that changed between them.
import type { Frame } from "../base/geometry/frame.ts";
import { around, type Region } from "../base/geometry/region.ts";
import type { LiveScreen, ScreenUpdate } from "../base/live-screen.ts";
import type { Deadline } from "../base/time/deadline.ts";

/** The screen at one moment. */
export interface TakenFrame {
  readonly frame: Frame;
  /** Where it differs from the previous frame; undefined for the first. */
  readonly changed: readonly Region[] | undefined;
  /** Time of its last change: `performance.now()`, milliseconds. */
  readonly time: number;
}

/**
 * Interval of the requests that keep the server awake during a wait. With it QEMU polls the guest's screen every
 * 30 to 55 ms; with 50 the intervals reached 80 ms.
 */
export const awakeIntervalMs = 25;

/** Above this number, changed regions are merged into one. */
const mostRegions = 64;

/** A refresh of one pixel delivers all pending changes: see {@link LiveScreen.refresh}. */
export const onePixel: Region = { x: 0, y: 0, width: 1, height: 1 };

/**
 * The screen as it is now, not as the server last polled it, which on a quiet screen is up to 3 s ago.
 */
export async function currentFrame(screen: LiveScreen, deadline: Deadline): Promise<Frame> {
  const copy = new WholeCopy(screen);
  const stop = screen.onUpdate((update) => copy.add(update));
  try {
    await screen.refresh(deadline, onePixel);
  } finally {
    stop();
  }
  return copy.frame;
}

/** A copy of the screen without partial updates: copies in the update listener, when the framebuffer is complete. */
class WholeCopy {
  readonly #screen: LiveScreen;
  #frame: Frame | undefined;

  constructor(screen: LiveScreen) {
    this.#screen = screen;
  }

  get frame(): Frame {
    return this.#frame ?? this.#screen.snapshot();
  }

  add({ regions, resized }: ScreenUpdate): void {
    if (resized || !this.#frame) this.#frame = this.#screen.snapshot();
    else for (const region of regions) copyPixels(this.#screen.framebuffer, this.#frame, region);
  }
}

/** Follows a screen, and keeps its server polling the guest, until disposed of. */
export class LiveFrames implements Disposable {
  readonly #copy: WholeCopy;
  readonly #awake: Disposable;
  readonly #unsubscribe: () => void;
  readonly #waiting = new Set<() => void>();
  #changed: Region[] = [];
  #time = performance.now();
  #first = true;

  private constructor(screen: LiveScreen) {
    this.#copy = new WholeCopy(screen);
    this.#awake = screen.keepAwake(awakeIntervalMs);
    this.#unsubscribe = screen.onUpdate((update) => this.#add(update));
  }

  /** Starts with the screen as it is now. */
  static async open(screen: LiveScreen, deadline: Deadline): Promise<LiveFrames> {
    const frames = new LiveFrames(screen);
    try {
      await screen.refresh(deadline, onePixel);
      return frames;
    } catch (error) {
      frames[Symbol.dispose]();
      throw error;
    }
  }

  /** The regions that changed since the last {@link take}. */
  get changed(): readonly Region[] {
    return this.#changed;
  }

  /** A copy of the newest frame. */
  take(): TakenFrame {
    const { frame } = this.#copy;
    const taken = {
      frame: { ...frame, data: frame.data.slice() },
      changed: this.#first ? undefined : this.#changed,
      time: this.#time,
    };
    this.#first = false;
    this.#changed = [];
    return taken;
  }

  /**
   * Checks a condition now, after each change and at each {@link recheck}.
   *
   * @returns true once it holds, false when the deadline expires first
   * @throws the deadline's error when something else ends it
   */
  async until(holds: () => boolean, deadline: Deadline): Promise<boolean> {
    // The look before may have used up the time.
    if (deadline.signal.aborted) return deadline.inTime(Promise.resolve());
    if (holds()) return true;
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = (): void => {
      if (holds()) resolve();
    };
    this.#waiting.add(check);
    try {
      return await deadline.inTime(promise);
    } finally {
      this.#waiting.delete(check);
    }
  }

  /** Checks the conditions of {@link until} again after a change outside the screen. */
  recheck(): void {
    for (const check of this.#waiting) check();
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
    this.#awake[Symbol.dispose]();
  }

  #add(update: ScreenUpdate): void {
    this.#copy.add(update);
    const { regions, resized, time } = update;
    if (regions.length === 0) return;
    this.#time = time;
    // Regions of the old size mean nothing after a resize.
    this.#changed = resized ? [...regions] : [...this.#changed, ...regions];
    if (this.#changed.length > mostRegions) this.#changed = [this.#changed.reduce(around)];
    this.recheck();
  }
}

function copyPixels(from: Frame, to: Frame, { x, y, width, height }: Region): void {
  for (let row = y; row < y + height; row++) {
    const start = (row * from.width + x) * 4;
    to.data.set(from.data.subarray(start, start + width * 4), start);
  }
}
