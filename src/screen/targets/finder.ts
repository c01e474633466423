// What each kind of target offers to waits: it looks at one frame after another.

import type { Frame, Region } from "../../base/geometry/frame.ts";
import type { Deadline } from "../../base/time/deadline.ts";

/** A place where a target was found, or nearly. */
export interface Match {
  /** Where, in pixels of the screen. */
  readonly region: Region;
  /** From 0 to 1. */
  readonly similarity: number;
  /** The text that was read there, for a text. */
  readonly text?: string | undefined;
  /** The reference picture's path, for a picture of several variants. */
  readonly variant?: string | undefined;
  /** The pixel to click on. Default: the region's centre. */
  readonly point?: { readonly x: number; readonly y: number } | undefined;
}

/** What one look at a frame gave. */
export interface Sighting {
  /** Undefined where the target is not there. */
  readonly found: Match | undefined;
  /** The best place, whether or not it is good enough; undefined where nothing is like it at all. */
  readonly best: Match | undefined;
  /** What was seen instead, for messages: the text that was read, for a text. */
  readonly seen?: string | undefined;
}

/** Looks for one target in the frames of one screen. It may keep what it has learnt from earlier frames. */
export interface Finder {
  /** What is looked for, for messages: `the picture menu.png`, `the text "Done"`. */
  readonly what: string;
  /**
   * Looks at a frame.
   *
   * @param changed where it differs from the frame of the call before; undefined in the first call
   */
  look(frame: Frame, changed: readonly Region[] | undefined, deadline: Deadline): Promise<Sighting>;
  /** Frees what it has learnt, where it keeps any; it looks no more. */
  [Symbol.dispose]?(): void;
}
