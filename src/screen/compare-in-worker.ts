// Compares whole screens on the search thread, so that recordings do not drop frames.
import type { Frame } from "../base/geometry/frame.ts";
import type { Deadline } from "../base/time/deadline.ts";
import { beginComparison, type CompareOptions, type Comparison } from "./compare.ts";
import { comparePartsInWorker } from "./matching/thread.ts";

/**
 * Like {@link compareFrames}. The frames may change as soon as the promise is returned.
 *
 * @throws the deadline's error when it ends first
 */
export async function compareFramesInWorker(
  expected: Frame,
  actual: Frame,
  options: CompareOptions,
  deadline: Deadline,
): Promise<Comparison> {
  const begun = beginComparison(expected, actual, options);
  return "area" in begun ? deadline.race(comparePartsInWorker(begun)) : begun;
}
