// Tells a wait when to look again: after a change of the screen or of the finder's own source.
import { overlap, type Region } from "../base/geometry/region.ts";
import type { LiveFrames } from "./live-frames.ts";
import type { Finder } from "./targets/finder.ts";

/** Watches what the looks of one finder depend on, until disposed of. */
export class LookTrigger implements Disposable {
  readonly #frames: LiveFrames;
  readonly #region: Region | undefined;
  readonly #unsubscribe: (() => void) | undefined;
  readonly #watchesScreen: boolean;
  #sourceChanged = false;

  /** @param region the part of the screen whose changes matter. Default: all of it */
  constructor(frames: LiveFrames, finder: Finder, region: Region | undefined) {
    this.#frames = frames;
    this.#region = region;
    this.#watchesScreen = finder.onChange === undefined || finder.watchesScreen === true;
    this.#unsubscribe = finder.onChange?.(() => this.#onSourceChange());
  }

  /** Whether the finder's own source reported a change since {@link reset}; false for finders without one. */
  get sourceChanged(): boolean {
    return this.#sourceChanged;
  }

  /** Whether another look may give a new result. */
  get isDue(): boolean {
    return this.#sourceChanged || (this.#watchesScreen && this.#frames.changed.some((change) => this.#matters(change)));
  }

  /** Call before a look, which takes in all changes reported so far. */
  reset(): void {
    this.#sourceChanged = false;
  }

  [Symbol.dispose](): void {
    this.#unsubscribe?.();
  }

  #onSourceChange(): void {
    this.#sourceChanged = true;
    this.#frames.recheck();
  }

  #matters(change: Region): boolean {
    return this.#region === undefined || overlap(change, this.#region);
  }
}
