// The recent frames of a screen: one whole frame and the deltas since.
import type { Frame } from "../../base/geometry/frame.ts";
import { type Region, wholeOf } from "../../base/geometry/region.ts";
import type { PointerState } from "../../base/live-screen.ts";
import type { Patch } from "../frames/patch.ts";

/** A change of the screen at one time. */
export interface FrameDelta {
  /** `performance.now()`, milliseconds; no earlier than the delta before. */
  readonly time: number;
  /** The pointer from then on. */
  readonly pointer: PointerState | undefined;
  /** A whole frame, if the screen's size changed. */
  readonly frame?: Frame;
  /** The changed regions, in order. */
  readonly patches: readonly Patch[];
}

/** How much a {@link FrameHistory} keeps. */
export interface HistoryLimits {
  /** Milliseconds. */
  readonly length: number;
  /** Memory for deltas, in addition to the whole frame. The history gets shorter when they need more. */
  readonly bytes: number;
}

/** The screen from a time on. */
export interface TimedFrame {
  /** `performance.now()`, milliseconds. */
  readonly time: number;
  readonly pointer: PointerState | undefined;
  /** Reused: the next iteration paints over it. A new object after a change of size. */
  readonly frame: Frame;
  /** Where it differs from the previous frame. */
  readonly regions: readonly Region[];
}

/** Keeps deltas as they happen; old ones are folded into the base frame. */
export class FrameHistory {
  readonly #limits: HistoryLimits;
  #base: Frame;
  #time: number;
  #pointer: PointerState | undefined;
  #deltas: FrameDelta[] = [];

  /** @param base owned by the history, which paints over it */
  constructor(limits: HistoryLimits, base: Frame, time: number, pointer: PointerState | undefined) {
    this.#limits = limits;
    this.#base = base;
    this.#time = time;
    this.#pointer = pointer;
  }

  /** Memory of the kept deltas, in bytes. */
  get bytes(): number {
    return this.#deltas.reduce((sum, delta) => sum + bytesOf(delta), 0);
  }

  /** Adds a change. */
  add(delta: FrameDelta): void {
    this.#deltas.push(delta);
    this.#fold(delta.time);
  }

  /**
   * The frames of the last {@link HistoryLimits.length} before `now`. Do not add deltas while iterating.
   */
  *frames(now: number): Generator<TimedFrame> {
    this.#fold(now);
    let frame: Frame = { ...this.#base, data: this.#base.data.slice() };
    const start = Math.max(this.#time, now - this.#limits.length);
    yield { time: start, pointer: this.#pointer, frame, regions: [wholeOf(frame)] };
    for (const delta of this.#deltas) {
      frame = painted(delta.frame ? { ...delta.frame, data: delta.frame.data.slice() } : frame, delta.patches);
      const regions = delta.frame ? [wholeOf(frame)] : delta.patches.map(({ region }) => region);
      yield { time: delta.time, pointer: delta.pointer, frame, regions };
    }
  }

  #fold(now: number): void {
    let bytes = this.bytes;
    let count = 0;
    for (const delta of this.#deltas) {
      if (delta.time > now - this.#limits.length && bytes <= this.#limits.bytes) break;
      this.#base = painted(delta.frame ?? this.#base, delta.patches);
      this.#time = delta.time;
      this.#pointer = delta.pointer;
      bytes -= bytesOf(delta);
      count++;
    }
    this.#deltas.splice(0, count);
  }
}

function painted(frame: Frame, patches: readonly Patch[]): Frame {
  for (const patch of patches) patch.paint(frame);
  return frame;
}

function bytesOf({ frame, patches }: FrameDelta): number {
  return patches.reduce((sum, patch) => sum + patch.bytes, frame?.data.length ?? 0);
}
