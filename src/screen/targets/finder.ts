// The interface between target kinds and waits.
import type { ErrorParts } from "../../base/errors.ts";
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
  /** The box of the target that was found; places beside it only. */
  readonly origin?: Region | undefined;
  /** Which of several places is taken: the one with the highest number. Default 0. */
  readonly preference?: number | undefined;
}

/** What is added to the error of a failed wait. */
export interface Explanation {
  /** Default: that the screen did not show the target in time, or that it still did. */
  readonly headline?: string;
  /** Facts besides those of every wait. */
  readonly facts?: ErrorParts["facts"];
  /** What the screen or the guest showed instead. */
  readonly output?: string | undefined;
  /** Default: to look at the saved screenshots. */
  readonly next?: string;
}

/** Result of one look at a frame. */
export interface Sighting {
  /** Undefined when the target is not there. */
  readonly found: Match | undefined;
  /** The best match, whether or not it is good enough; undefined when nothing resembles the target. */
  readonly best: Match | undefined;
  /** All places of the target, in reading order. Default: {@link found}. */
  readonly places?: readonly Match[] | undefined;
  /** What was seen instead, for messages, such as the text that was read. */
  readonly seen?: string | undefined;
  /** Explains why the target was not found. Default: its kind does. */
  readonly explain?: (() => Explanation) | undefined;
  /**
   * Set when nothing was found, but what is looked for may still be there: why the look does not decide it. A wait for
   * its end goes on.
   */
  readonly undecided?: (() => Explanation) | undefined;
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
  /** Whether changes of the screen matter although there is {@link onChange}. Default false. */
  readonly watchesScreen?: boolean | undefined;
  /** Frees the state. The finder must not be used afterwards. */
  [Symbol.dispose]?(): void;
}
