// What each kind of target offers to waits: it looks at one frame after another.

import type { Frame } from "../../base/geometry/frame.ts";
import type { Region } from "../../base/geometry/region.ts";
import type { Deadline } from "../../base/time/deadline.ts";

/** A place where a target was found, or nearly. */
export interface Match {
  /** Where, in pixels of the screen. */
  readonly region: Region;
  /** From 0 to 1. */
  readonly similarity: number;
  /** The text that was read there, for a text. */
  readonly text?: string | undefined;
  /** The path of the reference that matched, for one with variants. */
  readonly variant?: string | undefined;
  /** The pixel to click on. Default: the region's centre. */
  readonly point?: { readonly x: number; readonly y: number } | undefined;
}

/** What one look at a frame gave. */
export interface Sighting {
  /** Undefined where the target is not there. */
  readonly found: Match | undefined;
  /** The best place, whether or not it is good enough; undefined where nothing resembles the target. */
  readonly best: Match | undefined;
  /** What was seen instead, for messages: the text that was read, for a text. */
  readonly seen?: string | undefined;
}

/** Looks for one target on one screen. It may keep what it has learnt from earlier looks. */
export interface Finder {
  /** What is looked for, for messages: `the reference menu.png`, `the text "Done"`. */
  readonly what: string;
  /**
   * Looks at a frame.
   *
   * @param changed where it differs from the frame of the call before; undefined in the first call
   */
  look(frame: Frame, changed: readonly Region[] | undefined, deadline: Deadline): Promise<Sighting>;
  /**
   * The finder's own source of changes, for what the guest is asked: calls the listener whenever a look may give
   * another result, and when the source fails, so that the next look throws. Returns a function that ends that.
   * Default: changes of the screen.
   */
  onChange?(listener: () => void): () => void;
  /** Frees what it has learnt, where it keeps any; it looks no more. */
  [Symbol.dispose]?(): void;
}
