// The search thread. A search takes tens of milliseconds, during which recordings on the main thread go on.
import type { Frame } from "../../base/geometry/frame.ts";
import type { Region } from "../../base/geometry/region.ts";
import { serve, Transferred } from "../../base/process/worker-channel.ts";
import { compareParts } from "../compare.ts";
import { toFrame } from "../png/to-frame.ts";
import type { Colours } from "../png/to-rgba.ts";
import { countEdges } from "./edges.ts";
import { Planes } from "./planes.ts";
import { type Place, Search } from "./search.ts";

/** One variant of a reference. */
export interface Sought {
  readonly frame: Frame;
  /** A byte per pixel: 1 where the screen must match. */
  readonly mask: Uint8Array;
}

/** A part of a screen. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly frame: Frame;
}

/** The promising places of each sought frame: the best one, or all. */
export type Places = readonly (readonly Place[])[];

/** The state of one finder: its searches and the screen of its last look. */
interface Finder {
  readonly searches: readonly Search[];
  /** Whether all places are needed. */
  readonly all: boolean;
  screen: Planes | undefined;
}

const finders = new Map<number, Finder>();

const handlers = {
  open(finder: number, sought: readonly Sought[], region: Region | undefined, all: boolean): void {
    const searches = sought.map(({ frame, mask }) => new Search(frame, mask, region));
    finders.set(finder, { searches, all, screen: undefined });
  },
  close(finder: number): void {
    finders.delete(finder);
  },
  look,
  compare: compareParts,
  countEdges,
  toFrame(colours: Colours, bytes: Uint8Array): Transferred<Frame> {
    const frame = toFrame(colours, bytes);
    return new Transferred(frame, [frame.data.buffer as ArrayBuffer]);
  },
};

/** The calls that the search thread answers. */
export type SearchWorker = typeof handlers;

serve(handlers);

function look(finder: number, parts: readonly Part[], whole: boolean): Places {
  const known = finders.get(finder);
  if (!known) throw new Error(`there is no finder ${finder}`);
  const [first] = parts;
  if (whole && first) known.screen = new Planes(first.frame.width, first.frame.height);
  const { screen } = known;
  if (!screen) throw new Error("the first look needs the whole screen");
  for (const part of parts) screen.update(part.frame, part);
  const changed = parts.map(({ x, y, frame }) => ({ x, y, width: frame.width, height: frame.height }));
  const since = whole ? undefined : changed;
  if (known.all) return known.searches.map((search) => search.lookForAll(screen, since));
  return known.searches.map((search) => [search.look(screen, since)].filter((place) => place !== undefined));
}
