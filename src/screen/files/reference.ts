// Loads a reference with its variants and their descriptions.
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describeThrown, OptionError } from "../../base/errors.ts";
import type { Frame } from "../../base/geometry/frame.ts";
import { wholeOf } from "../../base/geometry/region.ts";
import { countEdges } from "../matching/edges.ts";
import { countEdgesInWorker } from "../matching/thread.ts";
import { type Description, parseDescription } from "./description.ts";
import { readPng } from "./png.ts";

/** One variant of a reference. */
export interface Reference {
  /** The PNG file's absolute path. */
  readonly path: string;
  readonly frame: Frame;
  /** A byte per pixel: 1 where the screen must match, 0 where it is ignored. */
  readonly mask: Uint8Array;
  /** Similarity that the screen must have, if the description sets one. */
  readonly similarity: number | undefined;
  /** The pixel of the reference to click on, if the description sets one. */
  readonly point: { readonly x: number; readonly y: number } | undefined;
}

/**
 * Loads `menu.png` and then all `menu.*.png` beside it, sorted by name. `menu.json` describes `menu.png`,
 * `menu.dark.json` describes `menu.dark.png`.
 *
 * @throws {OptionError} when a file cannot be used
 */
export async function loadReferences(path: string): Promise<Reference[]> {
  const stem = basename(path).replace(/\.png$/i, "");
  const names = await readdir(dirname(path)).catch(() => []);
  const variants = names.filter((name) => name.startsWith(`${stem}.`) && /\.png$/i.test(name)).sort();
  const paths = [path, ...variants.map((name) => join(dirname(path), name)).filter((variant) => variant !== path)];
  return Promise.all(paths.map(loadReference));
}

/** With fewer edge pixels, any plain area would match the reference. A short dash has more. */
const leastEdgePixels = 12;

async function loadReference(path: string): Promise<Reference> {
  const frame = await readPng(path);
  const description = await readDescription(path.replace(/\.png$/i, ".json"), frame);
  const mask = comparedPixels(frame, description);
  if (!mask.includes(1)) throw nothingLeft(path);
  if ((await edgePixels(frame, mask)) < leastEdgePixels) throw noStructure(path);
  return { path, frame, mask, similarity: description.similarity, point: description.point };
}

/**
 * Reads the description at `path`; returns an empty one when there is no such file.
 *
 * @throws {OptionError} when it cannot be used
 */
export async function readDescription(path: string, frame: Frame): Promise<Description> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new OptionError({
      headline: `the description ${path} cannot be read`,
      facts: { path, reason: describeThrown(error) },
      next: "make the file readable, or remove it",
      cause: error,
    });
  }
  return parseDescription(text, path, frame);
}

/** Pixels with a lower alpha are not compared. */
const opaqueAlpha = 128;

function comparedPixels(frame: Frame, { match, ignore = [] }: Description): Uint8Array {
  const mask = new Uint8Array(frame.width * frame.height);
  const mark = (region: { x: number; y: number; width: number; height: number }, value: number): void => {
    for (let row = region.y; row < region.y + region.height; row++) {
      const start = row * frame.width + region.x;
      mask.fill(value, start, start + region.width);
    }
  };
  const whole = wholeOf(frame);
  for (const region of match ?? [whole]) mark(region, 1);
  for (const region of ignore) mark(region, 0);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if ((frame.data[pixel * 4 + 3] ?? 0) < opaqueAlpha) mask[pixel] = 0;
  }
  return mask;
}

function noStructure(path: string): OptionError {
  return new OptionError({
    headline: `the reference ${path} is too uniform to be found`,
    facts: { path },
    next: "use a reference with text, an icon or a border in the compared parts",
  });
}

/** Frames with fewer pixels are searched for edges on the main thread, which takes about a millisecond. */
const mostOnMainThread = 1 << 15;

async function edgePixels(frame: Frame, mask: Uint8Array): Promise<number> {
  return mask.length > mostOnMainThread ? countEdgesInWorker(frame, mask) : countEdges(frame, mask);
}

function nothingLeft(path: string): OptionError {
  return new OptionError({
    headline: `the reference ${path} has no pixels left to compare`,
    facts: { path },
    next: "leave some opaque pixels inside `match` and outside `ignore`",
  });
}
