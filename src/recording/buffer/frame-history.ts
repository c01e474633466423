// What a screen has shown lately: one whole frame, and what has changed since then.
import type { Frame, Region } from "../../base/geometry/frame.ts";
import type { PointerState } from "../../base/live-screen.ts";
import type { Patch } from "../frames/patch.ts";

/** What changed at one time. */
export interface FrameDelta {
  /** `performance.now()`, milliseconds; no earlier than the moment before. */
  readonly time: number;
  /** The pointer from then on. */
  readonly pointer: PointerState | undefined;
  /** A whole frame, where the screen's size has changed. */
  readonly frame?: Frame;
  /** What else has changed, in this order. */
  readonly patches: readonly Patch[];
}

/** How much a {@link FrameHistory} keeps. */
export interface HistoryLimits {
  /** Milliseconds. */
  readonly length: number;
  /** Bytes of changes, beside the one whole frame: where there is more, the history gets shorter. */
  readonly bytes: number;
}

/** What the screen showed from a time on. */
export interface TimedFrame {
  /** `performance.now()`, milliseconds. */
  readonly time: number;
  readonly pointer: PointerState | undefined;
  /** Is another object after a change of size, and is painted over by the next step of the iteration. */
  readonly frame: Frame;
  /** Where this differs from what was shown before. */
  readonly regions: readonly Region[];
}

/** A screen's recent past. Moments go in as they happen; old ones become part of the frame that the rest starts from. */
export class FrameHistory {
  readonly #limits: HistoryLimits;
  #base: Frame;
  #time: number;
  #pointer: PointerState | undefined;
  #moments: FrameDelta[] = [];

  /** @param base the history's own: it is painted over */
  constructor(limits: HistoryLimits, base: Frame, time: number, pointer: PointerState | undefined) {
    this.#limits = limits;
    this.#base = base;
    this.#time = time;
    this.#pointer = pointer;
  }

  /** Bytes of changes that are kept now. */
  get bytes(): number {
    return this.#moments.reduce((sum, moment) => sum + bytesOf(moment), 0);
  }

  /** Takes up what has changed. */
  add(moment: FrameDelta): void {
    this.#moments.push(moment);
    this.#fold(moment.time);
  }

  /**
   * What was shown within the last {@link HistoryLimits.length} before `now`, from the first picture on. Nothing may be
   * added any more once this is read.
   */
  *shown(now: number): Generator<TimedFrame> {
    this.#fold(now);
    let frame: Frame = { ...this.#base, data: this.#base.data.slice() };
    const start = Math.max(this.#time, now - this.#limits.length);
    yield { time: start, pointer: this.#pointer, frame, regions: [whole(frame)] };
    for (const moment of this.#moments) {
      frame = painted(moment.frame ? { ...moment.frame, data: moment.frame.data.slice() } : frame, moment.patches);
      const regions = moment.frame ? [whole(frame)] : moment.patches.map(({ region }) => region);
      yield { time: moment.time, pointer: moment.pointer, frame, regions };
    }
  }

  #fold(now: number): void {
    let bytes = this.bytes;
    let count = 0;
    for (const moment of this.#moments) {
      if (moment.time > now - this.#limits.length && bytes <= this.#limits.bytes) break;
      this.#base = painted(moment.frame ?? this.#base, moment.patches);
      this.#time = moment.time;
      this.#pointer = moment.pointer;
      bytes -= bytesOf(moment);
      count++;
    }
    this.#moments.splice(0, count);
  }
}

function painted(frame: Frame, patches: readonly Patch[]): Frame {
  for (const patch of patches) patch.paint(frame);
  return frame;
}

function bytesOf({ frame, patches }: FrameDelta): number {
  return patches.reduce((sum, patch) => sum + patch.bytes, frame?.data.length ?? 0);
}

function whole({ width, height }: Frame): Region {
  return { x: 0, y: 0, width, height };
}
