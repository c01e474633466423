// Options for finding and awaiting targets of any kind.
import { checkNumber } from "../../base/check.ts";
import { OptionError } from "../../base/errors.ts";
import type { Region } from "../../base/geometry/region.ts";

/** How to look for a target. A target's own options override those of a call. */
export interface LookOptions {
  /** The part of the screen to search, in pixels. Default: all of it. */
  readonly region?: Region | undefined;
  /** Minimum similarity, from 0 to 1. Default: the reference's own, else a value that fits most targets. */
  readonly similarity?: number | undefined;
}

/** What ends a wait early. */
export interface Abortable {
  /** Ends the wait with an `AbortedError`. The demo's or test's own signal does so, too. */
  readonly signal?: AbortSignal | undefined;
}

/** How to wait for a target. */
export interface WaitOptions extends LookOptions, Abortable {
  /** Milliseconds. Default 30_000; 0: one look. */
  readonly timeout?: number | undefined;
}

/** How to look for all places of a target. */
export interface FindAllOptions extends LookOptions, Abortable {
  /** Milliseconds to wait until there is a place. Default 0: one look. */
  readonly timeout?: number | undefined;
}

/** How to wait for a target to stand still. */
export interface StillOptions extends WaitOptions {
  /**
   * Whether a target that is at several places, between which nothing decides, is an error. Default false: the best place
   * is taken, of equal ones the first. The mouse sets it.
   */
  readonly strict?: boolean | undefined;
}

/**
 * Checks the options of a look.
 *
 * @throws {OptionError} naming what is out of range
 */
export function checkLookOptions({ region, similarity }: LookOptions): void {
  if (region !== undefined) checkLookRegion(region);
  if (similarity !== undefined) checkNumber("similarity", similarity, { from: 0, to: 1 });
}

/** @throws {OptionError} when it is not a part of a screen */
export function checkLookRegion(region: NonNullable<LookOptions["region"]>): void {
  const { x, y, width, height } = region ?? {};
  if ([x, y, width, height].every(Number.isInteger) && x >= 0 && y >= 0 && width > 0 && height > 0) return;
  throw new OptionError({
    headline: "option region is not a part of a screen",
    facts: { x: String(x), y: String(y), width: String(width), height: String(height) },
    next: "give whole pixels, with x and y of at least 0, and width and height above 0",
  });
}
