// Keeps what a screen has shown lately in memory, cheaply, so that a failure can be watched after it has happened.
import type { Region } from "../../base/geometry/frame.ts";
import type { LiveScreen, ScreenUpdate } from "../../base/live-screen.ts";
import { Patch } from "../frames/patch.ts";
import { FrameHistory, type TimedFrame } from "./frame-history.ts";

/** What a {@link ScreenBuffer} may be told. */
export interface ScreenBufferOptions {
  /** How much of the past is kept, in seconds. */
  readonly seconds: number;
  /** Bytes for what changes, beside a few whole frames: a screen that changes more has a shorter past. Default 64 MiB. */
  readonly bytes?: number;
}

/** What a screen has shown. */
export interface Clip {
  readonly shown: Iterable<TimedFrame>;
  /** When it ended: `performance.now()`, milliseconds. */
  readonly end: number;
}

/** Milliseconds between two looks at a screen that changes all the time: enough to follow what happened. */
const interval = 100;
const defaultBytes = 64 * 1024 * 1024;
/** More pieces than this are kept as the rectangle around them. */
const mostPieces = 32;

/** Follows a screen until disposed of. While nothing changes it does nothing, and it does not keep the screen awake. */
export class ScreenBuffer implements Disposable {
  readonly #screen: LiveScreen;
  readonly #limits: { readonly length: number; readonly bytes: number };
  readonly #stops: (() => void)[];
  #history: FrameHistory;
  #changed: Region[] = [];
  #resized = false;
  #lastLook = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(screen: LiveScreen, { seconds, bytes = defaultBytes }: ScreenBufferOptions) {
    this.#screen = screen;
    this.#limits = { length: seconds * 1000, bytes };
    this.#history = this.#begin();
    this.#stops = [
      screen.onUpdate((update) => this.#note(update)),
      screen.onPointer(() => this.#soon(performance.now())),
    ];
  }

  /** Forgets what was until now. */
  restart(): void {
    this.#history = this.#begin();
  }

  /** Hands out what was shown until now, and begins anew. */
  take(): Clip {
    const end = performance.now();
    this.#look(end);
    const shown = this.#history.shown(end);
    this.restart();
    return { shown, end };
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
    const wait = this.#lastLook + interval - now;
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

/** The same regions, or the one around them where that is hardly more. */
function gathered(regions: readonly Region[]): Region[] {
  if (regions.length < 2) return [...regions];
  const left = Math.min(...regions.map(({ x }) => x));
  const top = Math.min(...regions.map(({ y }) => y));
  const right = Math.max(...regions.map(({ x, width }) => x + width));
  const bottom = Math.max(...regions.map(({ y, height }) => y + height));
  const around = { x: left, y: top, width: right - left, height: bottom - top };
  const pixels = regions.reduce((sum, { width, height }) => sum + width * height, 0);
  return regions.length > mostPieces || pixels >= around.width * around.height ? [around] : [...regions];
}
