// The video's clock: which of the 30 pictures of a second shows what happened when.

/** Pictures of a second. */
export const framesPerSecond = 30;

/** The slot that a time lies in: slot 0 begins at `start` and lasts a thirtieth of a second. Milliseconds. */
export function frameIndexAt(time: number, start: number): number {
  return Math.max(0, Math.floor(((time - start) * framesPerSecond) / 1000));
}

/** How many slots a video of so many milliseconds has: the one that it ends in is the last. */
export function frameCount(milliseconds: number): number {
  return frameIndexAt(milliseconds, 0) + 1;
}

/** When a slot ends, in milliseconds after the video's start. */
export function frameEnd(slot: number): number {
  return ((slot + 1) * 1000) / framesPerSecond;
}

/**
 * Which slots get a picture of their own. The picture of a slot is what was there at its end; slots in which nothing
 * changed get none. What comes too late for its slot counts in the first one that has not been taken.
 */
export class Timeline {
  readonly #start: number;
  #taken = -1;
  #changed: number | undefined = 0;

  /** @param start the time at which slot 0 begins, in milliseconds; its picture is there to be taken */
  constructor(start: number) {
    this.#start = start;
  }

  /** The last slot whose picture was taken; -1 if none was. */
  get taken(): number {
    return this.#taken;
  }

  /** The slot whose picture has changed and has not been taken. */
  get changed(): number | undefined {
    return this.#changed;
  }

  /** The slot that has changed and is over at `time`: its picture can be taken now. */
  due(time: number): number | undefined {
    const slot = this.#changed;
    return slot !== undefined && slot < this.#slotOf(time) ? slot : undefined;
  }

  /** The picture of the changed slot was taken. */
  take(): void {
    this.#taken = this.#changed ?? this.#taken;
    this.#changed = undefined;
  }

  /** Nothing has changed, and what will be told of from now on counts in the slot of `time` at the earliest. */
  rest(time: number): number {
    const slot = this.#slotOf(time);
    this.#taken = slot - 1;
    return slot;
  }

  /** The picture changes at `time`. Take what is {@link due} first: it is lost by this. */
  change(time: number): void {
    this.#changed = Math.max(this.#slotOf(time), this.#changed ?? 0);
  }

  #slotOf(time: number): number {
    return Math.max(frameIndexAt(time, this.#start), this.#taken + 1);
  }
}
