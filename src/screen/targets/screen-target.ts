// A whole screen as a target: the reference that a screen is compared with.

import type { Frame, Region } from "../../base/geometry/frame.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import { type Comparison, compareFrames } from "../compare.ts";
import { compareFramesInWorker } from "../compare-in-worker.ts";
import { describeRegion } from "../errors.ts";
import { checkRegion, readPng } from "../files/png.ts";
import { readDescription } from "../files/reference.ts";
import { without } from "../regions.ts";
import type { Finder, Sighting } from "./finder.ts";

/** The reference picture of a whole screen. */
export interface ScreenTarget {
  readonly kind: "screen";
  /** What it is called, for messages. */
  readonly name: string;
  /** The PNG file's absolute path; a JSON description may lie beside it. */
  readonly path: string;
  /** Parts that may look like anything, besides those of the description. */
  readonly ignore?: readonly Region[] | undefined;
  /** How alike the screen must be, from 0 to 1. Default: the description's, else it must show the same. */
  readonly similarity?: number | undefined;
  /** Never set: the whole screen is looked at. */
  readonly region?: undefined;
}

/** A reference screen, ready to be compared. */
export interface ScreenReference {
  readonly picture: Frame;
  /** All parts that may look like anything. */
  readonly ignore: readonly Region[];
  readonly similarity: number | undefined;
}

/** More places than this are not worth naming in a message. */
const mostNamed = 8;

/**
 * Reads the picture and its description.
 *
 * @throws {OptionError} when one of them cannot be used
 */
export async function loadScreen(target: ScreenTarget): Promise<ScreenReference> {
  const picture = await readPng(target.path);
  const description = await readDescription(target.path.replace(/\.png$/i, ".json"), picture);
  const { ignore: given = [] } = target;
  for (const region of given) checkRegion(region, picture, "a region to ignore");
  const { match, ignore = [] } = description;
  const outside = match ? without({ ...picture, x: 0, y: 0 }, match) : [];
  return {
    picture,
    ignore: [...given, ...ignore, ...outside],
    similarity: target.similarity ?? description.similarity,
  };
}

/** How alike a screen is to the reference. */
export interface ScreenComparison extends Comparison {
  /** Whether that is alike enough. */
  readonly same: boolean;
}

/** Compares a screen with the reference. */
export function compareScreen(
  { picture, ignore, similarity: needed }: ScreenReference,
  screen: Frame,
): ScreenComparison {
  return judged(compareFrames(picture, screen, { ignore }), needed);
}

function judged(comparison: Comparison, needed: number | undefined): ScreenComparison {
  const { similarity, different } = comparison;
  return { ...comparison, same: needed === undefined ? different.length === 0 : similarity >= needed };
}

/**
 * Makes what compares the screen with its reference, frame by frame.
 *
 * @throws {OptionError} as {@link loadScreen}
 */
export async function screenFinder(target: ScreenTarget): Promise<Finder> {
  const reference = await loadScreen(target);
  return {
    what: `the screen ${target.name}`,
    async look(frame: Frame, _changed: readonly Region[] | undefined, deadline: Deadline): Promise<Sighting> {
      const { picture, ignore, similarity: needed } = reference;
      const comparison = await compareFramesInWorker(picture, frame, { ignore }, deadline);
      const { similarity, different, same } = judged(comparison, needed);
      const best = { region: { x: 0, y: 0, width: frame.width, height: frame.height }, similarity };
      return { found: same ? best : undefined, best, seen: tellDifference(reference.picture, frame, different) };
    },
  };
}

function tellDifference(expected: Frame, actual: Frame, different: readonly Region[]): string {
  if (expected.width !== actual.width || expected.height !== actual.height) {
    return `the screen has ${actual.width}x${actual.height} pixels, the reference ${expected.width}x${expected.height}`;
  }
  const places = different.slice(0, mostNamed).map((region) => describeRegion({ region }));
  return `different: ${places.join(", ")}${different.length > mostNamed ? ", …" : ""}`;
}
