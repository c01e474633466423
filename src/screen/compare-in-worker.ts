// Compares whole screens on the search thread, so that a recording loses no frame.
import type { Frame } from "../base/geometry/frame.ts";
import type { Deadline } from "../base/time/deadline.ts";
import { beginComparison, type CompareOptions, type Comparison } from "./compare.ts";
import { comparePartsInWorker } from "./matching/thread.ts";

/**
 * As {@link compareFrames}; the frames may change once this has returned its promise.
 *
 * @throws whatever ends the deadline
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
