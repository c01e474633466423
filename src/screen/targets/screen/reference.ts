// Loads the reference of a whole screen and compares screens with it.
import type { Frame } from "../../../base/geometry/frame.ts";
import { checkRegion, type Region, without } from "../../../base/geometry/region.ts";
import type { Deadline } from "../../../base/time/deadline.ts";
import { type Comparison, compareFrames } from "../../compare.ts";
import { compareFramesInWorker } from "../../compare-in-worker.ts";
import { readPng } from "../../files/png.ts";
import { readDescription } from "../../files/reference.ts";

/** A reference screen, ready to be compared. */
export interface ScreenReference {
  readonly frame: Frame;
  /** All parts to ignore. */
  readonly ignore: readonly Region[];
  readonly similarity: number | undefined;
}

/** The file of a reference screen and the options of the call. */
export interface ScreenReferenceFile {
  /** The PNG file's absolute path; a JSON description may lie beside it. */
  readonly path: string;
  /** Parts to ignore, in addition to those of the description. */
  readonly ignore?: readonly Region[] | undefined;
  /** Similarity that the screen must have, from 0 to 1. Default: the description's; otherwise no part may differ. */
  readonly similarity?: number | undefined;
}

/**
 * Reads the reference and its description.
 *
 * @throws {OptionError} when one of them cannot be used
 */
export async function loadScreen({
  path,
  ignore: given = [],
  similarity,
}: ScreenReferenceFile): Promise<ScreenReference> {
  const frame = await readPng(path);
  const description = await readDescription(path.replace(/\.png$/i, ".json"), frame);
  for (const region of given) checkRegion(region, frame, "a region to ignore");
  const { match, ignore = [] } = description;
  const outside = match ? without({ ...frame, x: 0, y: 0 }, match) : [];
  return {
    frame,
    ignore: [...given, ...ignore, ...outside],
    similarity: similarity ?? description.similarity,
  };
}

/** Result of a comparison with a reference screen. */
export interface ScreenComparison extends Comparison {
  /** Whether the screen matches. */
  readonly same: boolean;
}

/** Compares a screen with the reference. */
export function compareScreen({ frame, ignore, similarity: needed }: ScreenReference, screen: Frame): ScreenComparison {
  return judged(compareFrames(frame, screen, { ignore }), needed);
}

/**
 * Like {@link compareScreen}, on the search thread. The screen may change as soon as the promise is returned.
 *
 * @throws the deadline's error when it ends first
 */
export async function compareScreenInWorker(
  { frame, ignore, similarity: needed }: ScreenReference,
  screen: Frame,
  deadline: Deadline,
): Promise<ScreenComparison> {
  return judged(await compareFramesInWorker(frame, screen, { ignore }, deadline), needed);
}

function judged(comparison: Comparison, needed: number | undefined): ScreenComparison {
  const { similarity, different } = comparison;
  return { ...comparison, same: needed === undefined ? different.length === 0 : similarity >= needed };
}
