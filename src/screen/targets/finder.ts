// The interface between target kinds and waits.
import type { Frame } from "../../base/geometry/frame.ts";
import type { Region } from "../../base/geometry/region.ts";
import type { Deadline } from "../../base/time/deadline.ts";

/** A place where a target was found or nearly found. */
export interface Match {
  /** In pixels of the screen. */
  readonly region: Region;
  /** From 0 to 1. */
  readonly similarity: number;
  /** The text read there; texts only. */
  readonly text?: string | undefined;
  /** Path of the variant that matched; references with variants only. */
  readonly variant?: string | undefined;
  /** The pixel to click on. Default: the region's centre. */
  readonly point?: { readonly x: number; readonly y: number } | undefined;
}

/** Result of one look at a frame. */
export interface Sighting {
  /** Undefined when the target is not there. */
  readonly found: Match | undefined;
  /** The best match, whether or not it is good enough; undefined when nothing resembles the target. */
  readonly best: Match | undefined;
  /** What was seen instead, for messages, such as the text that was read. */
  readonly seen?: string | undefined;
}

/** Looks for one target on one screen. It may keep state between looks. */
export interface Finder {
  /** What is looked for, for messages: `the reference menu.png`, `the text "Done"`. */
  readonly what: string;
  /**
   * Looks at a frame.
   *
   * @param changed where it differs from the frame of the previous call; undefined in the first call
   */
  look(frame: Frame, changed: readonly Region[] | undefined, deadline: Deadline): Promise<Sighting>;
  /**
   * The finder's own source of changes, for targets that the guest reports. Calls the listener whenever a look may give
   * a new result, and when the source fails, so that the next look throws. Returns a function that unsubscribes.
   * Default: changes of the screen.
   */
  onChange?(listener: () => void): () => void;
  /** Frees the state. The finder must not be used afterwards. */
  [Symbol.dispose]?(): void;
}
