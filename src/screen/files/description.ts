// The JSON file beside a reference: parts to compare, similarity, where to click.
import { describeThrown, OptionError } from "../../base/errors.ts";
import type { Frame } from "../../base/geometry/frame.ts";
import { checkRegion, type Region } from "../../base/geometry/region.ts";

/** Content of the JSON file beside a reference. All places are in pixels of the reference. */
export interface Description {
  /** The parts to compare. Default: the whole reference. */
  readonly match?: readonly Region[];
  /** Parts to ignore, also within `match`. Default: none. */
  readonly ignore?: readonly Region[];
  /** Similarity that the screen must have, from 0 to 1. */
  readonly similarity?: number;
  /** Where to click. Default: the reference's centre. */
  readonly point?: { readonly x: number; readonly y: number };
}

const keys = ["match", "ignore", "similarity", "point"];
const regionKeys = ["x", "y", "width", "height"];

/**
 * Parses a description and checks it against its reference.
 *
 * @throws {OptionError} naming the file and what is wrong in it
 */
export function parseDescription(text: string, path: string, reference: Frame): Description {
  const content = parse(text, path);
  onlyKeys(content, keys, "the description", path);
  const { match, ignore, similarity, point } = content;
  if (match !== undefined) checkRegions(match, "match", path, reference);
  if (ignore !== undefined) checkRegions(ignore, "ignore", path, reference);
  if (similarity !== undefined && !(typeof similarity === "number" && similarity >= 0 && similarity <= 1)) {
    throw fault(path, `similarity is ${JSON.stringify(similarity)}`, "give a number from 0 to 1");
  }
  if (point !== undefined) {
    onlyKeys(point, ["x", "y"], "point", path);
    checkInside({ ...(point as { x: number; y: number }), width: 1, height: 1 }, "point", path, reference);
  }
  return content as Description;
}

function parse(text: string, path: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fault(path, describeThrown(error), "correct the JSON, or remove the file", error);
  }
}

function checkRegions(regions: unknown, name: string, path: string, reference: Frame): void {
  if (!Array.isArray(regions)) {
    throw fault(path, `${name} is not a list`, `write it as [{ "x": 0, "y": 0, "width": 10, "height": 10 }]`);
  }
  regions.forEach((region, index) => {
    onlyKeys(region, regionKeys, `${name}[${index}]`, path);
    checkInside(region as Region, `${name}[${index}]`, path, reference);
  });
}

function onlyKeys(value: unknown, known: readonly string[], what: string, path: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw fault(path, `${what} is not an object`, `give an object with ${known.join(", ")}`);
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw fault(path, `${what} has the unknown key ${unknown}`, `use ${known.join(", ")}`);
}

function checkInside(region: Region, what: string, path: string, reference: Frame): void {
  try {
    checkRegion(region, reference, what);
  } catch (error) {
    throw fault(path, describeThrown(error), "give whole pixels within the reference", error);
  }
}

function fault(path: string, what: string, next: string, cause?: unknown): OptionError {
  return new OptionError({ headline: `${path}: ${what}`, facts: { path }, next, cause });
}
