// The video's clock: 30 frames per second, and the frame that shows a change.
import { fromSeconds, toSeconds } from "../base/time/seconds.ts";

/** Frames per second. */
export const framesPerSecond = 30;

/** Index of the frame that covers `time`; frame 0 begins at `start`. Both in milliseconds. */
export function frameIndexAt(time: number, start: number): number {
  return Math.max(0, Math.floor(toSeconds(time - start) * framesPerSecond));
}

/** Number of frames of a video of this length, including the one in which it ends. */
export function frameCount(milliseconds: number): number {
  return frameIndexAt(milliseconds, 0) + 1;
}

/** End of a frame, in milliseconds from the start of the video. */
export function frameEnd(frameIndex: number): number {
  return fromSeconds(frameIndex + 1) / framesPerSecond;
}

/**
 * Decides which frames to encode. A frame shows the screen at its end; frames without changes are not encoded. A change
 * that arrives after its frame was taken counts in the first frame not taken yet.
 */
export class Timeline {
  readonly #start: number;
  #taken = -1;
  #changed: number | undefined = 0;

  /** @param start start of frame 0, in milliseconds; frame 0 counts as changed */
  constructor(start: number) {
    this.#start = start;
  }

  /** Index of the last frame taken; -1 for none. */
  get taken(): number {
    return this.#taken;
  }

  /** Index of the changed frame that was not taken yet. */
  get changed(): number | undefined {
    return this.#changed;
  }

  /** Index of the changed frame if it has ended by `time` and can be taken. */
  due(time: number): number | undefined {
    const frameIndex = this.#changed;
    return frameIndex !== undefined && frameIndex < this.#indexOf(time) ? frameIndex : undefined;
  }

  /** Marks the changed frame as taken. */
  take(): void {
    this.#taken = this.#changed ?? this.#taken;
    this.#changed = undefined;
  }

  /** Declares all frames before that of `time` unchanged; returns the index of the latter. */
  rest(time: number): number {
    const frameIndex = this.#indexOf(time);
    this.#taken = frameIndex - 1;
    return frameIndex;
  }

  /** Notes a change at `time`. Take a frame that is {@link due} first: this replaces it. */
  change(time: number): void {
    this.#changed = Math.max(this.#indexOf(time), this.#changed ?? 0);
  }

  #indexOf(time: number): number {
    return Math.max(frameIndexAt(time, this.#start), this.#taken + 1);
  }
}
