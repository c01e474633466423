// Keeps the last seconds of a screen in memory, so that a failure can be shown after it happened.
import { around, type Region } from "../../base/geometry/region.ts";
import type { LiveScreen, ScreenUpdate } from "../../base/live-screen.ts";
import { Patch } from "../frames/patch.ts";
import { FrameHistory, type TimedFrame } from "./frame-history.ts";

/** Options of a {@link ScreenBuffer}. */
export interface ScreenBufferOptions {
  /** How much is kept, in milliseconds. */
  readonly lengthMs: number;
  /** Memory for changes, in addition to a few whole frames. Busier screens are kept for less time. Default 64 MiB. */
  readonly bytes?: number;
}

/** The last seconds of a screen. */
export interface Clip {
  readonly frames: Iterable<TimedFrame>;
  /** When it ended: `performance.now()`, milliseconds. */
  readonly end: number;
}

/** Minimum time between two kept frames: enough to follow the events. */
const frameIntervalMs = 100;
const defaultBytes = 64 * 1024 * 1024;
/** More regions than this are merged into their bounding rectangle. */
const mostPieces = 32;

/** Follows a screen until disposed of. Costs nothing while the screen is still, and does not keep it awake. */
export class ScreenBuffer implements Disposable {
  readonly #screen: LiveScreen;
  readonly #limits: { readonly length: number; readonly bytes: number };
  readonly #stops: (() => void)[];
  #history: FrameHistory;
  #changed: Region[] = [];
  #resized = false;
  #lastLook = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(screen: LiveScreen, { lengthMs, bytes = defaultBytes }: ScreenBufferOptions) {
    this.#screen = screen;
    this.#limits = { length: lengthMs, bytes };
    this.#history = this.#begin();
    this.#stops = [
      screen.onUpdate((update) => this.#note(update)),
      screen.onPointer(() => this.#soon(performance.now())),
    ];
  }

  /** Forgets everything kept so far. */
  restart(): void {
    this.#history = this.#begin();
  }

  /** Returns the clip up to now, and starts over. */
  take(): Clip {
    const end = performance.now();
    this.#look(end);
    const frames = this.#history.frames(end);
    this.restart();
    return { frames, end };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #begin(): FrameHistory {
    this.#changed = [];
    this.#resized = false;
    return new FrameHistory(this.#limits, this.#screen.snapshot(), performance.now(), this.#screen.pointerState);
  }

  #note({ regions, resized, time }: ScreenUpdate): void {
    this.#resized ||= resized;
    if (resized) this.#changed = [];
    if (!this.#resized) this.#changed = gathered([...this.#changed, ...regions]);
    if (this.#resized || regions.length > 0) this.#soon(time);
  }

  #soon(now: number): void {
    if (this.#timer !== undefined) return;
    const wait = this.#lastLook + frameIntervalMs - now;
    if (wait > 0) this.#timer = setTimeout(() => this.#look(performance.now()), wait).unref();
    else this.#look(now);
  }

  #look(now: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastLook = now;
    const { framebuffer, pointerState: pointer } = this.#screen;
    if (this.#resized) this.#history.add({ time: now, pointer, frame: this.#screen.snapshot(), patches: [] });
    else {
      const patches = this.#changed.map((region) => new Patch(framebuffer, region));
      this.#history.add({ time: now, pointer, patches });
      for (const patch of patches) void patch.pack();
    }
    this.#changed = [];
    this.#resized = false;
  }
}

/** The regions, or their bounding rectangle if it is not larger than their sum. */
function gathered(regions: readonly Region[]): Region[] {
  if (regions.length < 2) return [...regions];
  const bounds = regions.reduce(around);
  const pixels = regions.reduce((sum, { width, height }) => sum + width * height, 0);
  return regions.length > mostPieces || pixels >= bounds.width * bounds.height ? [bounds] : [...regions];
}
