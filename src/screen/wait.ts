// Waits for a target: looks at each new frame as it comes, not at intervals.

import type { Region } from "../base/geometry/frame.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import { Deadline } from "../base/time/deadline.ts";
import { whileConnected } from "./connected.ts";
import type { Look } from "./errors.ts";
import { currentFrame, LiveFrames } from "./live-frames.ts";
import { overlap } from "./regions.ts";
import type { Finder, Match } from "./targets/finder.ts";

/** How to wait. */
export interface WaitRequest {
  /** Seconds. A look that has begun is finished. */
  readonly timeout: number;
  /** The part of the screen whose changes matter. Default: all of it. */
  readonly region?: Region | undefined;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** How a wait ended. */
export interface WaitResult {
  /** Whether what was waited for came in time. */
  readonly reached: boolean;
  /** The last look. */
  readonly look: Look;
  /** How many looks there were. */
  readonly looks: number;
  /** Seconds. */
  readonly waited: number;
}

/** Seconds for one look, or the last of a wait: the reading of a whole screen on a busy machine. */
const lookLimit = 60;

/**
 * When a target stands still: its pixels have not changed for this long; or, where they never stop, it has been at the
 * same place for that long. In seconds. A menu slides or fades in within a quarter of a second.
 */
const stillness = { quiet: 0.25, samePlace: 1 };

/** A target that moves no further than this, in pixels, stays at its place. */
const samePlaceWithin = 1;

/** Looks once, at the screen as it is now. */
export async function lookOnce(screen: LiveScreen, finder: Finder, signal?: AbortSignal): Promise<Look> {
  const limit = whileConnected(screen, Deadline.after(lookLimit, `look for ${finder.what}`, { signal }));
  const frame = await currentFrame(screen, limit);
  return { frame, sighting: await limit.race(finder.look(frame, undefined, limit)) };
}

/** Waits until the target is there. */
export async function waitUntilFound(screen: LiveScreen, finder: Finder, request: WaitRequest): Promise<WaitResult> {
  return watch(screen, finder, request, async ({ found }) => found !== undefined);
}

/** Waits until the target is not there. */
export async function waitUntilGone(screen: LiveScreen, finder: Finder, request: WaitRequest): Promise<WaitResult> {
  return watch(screen, finder, request, async ({ found }) => found === undefined);
}

/** Waits until the target is there and stands still, as one waits before one clicks on it. */
export async function waitUntilStill(screen: LiveScreen, finder: Finder, request: WaitRequest): Promise<WaitResult> {
  let place: { readonly match: Match; readonly since: number } | undefined;
  return watch(screen, finder, request, async ({ found, frames, time, limit }) => {
    if (!found) {
      place = undefined;
      return false;
    }
    if (!place || !samePlace(place.match, found)) place = { match: found, since: time };
    const now = performance.now();
    if (now - place.since >= stillness.samePlace * 1000) return true;
    const quiet = Deadline.after(Math.max(0, stillness.quiet - (now - time) / 1000), "stillness").endedBy(limit.signal);
    return !(await frames.until(() => frames.changed.some((region) => overlap(region, found.region)), quiet));
  });
}

/** What a judgement goes by. */
interface Watched {
  readonly found: Match | undefined;
  readonly frames: LiveFrames;
  /** When the frame was taken: `performance.now()`, milliseconds. */
  readonly time: number;
  /** Of the looks, not of the wait. */
  readonly limit: Deadline;
}

async function watch(
  screen: LiveScreen,
  finder: Finder,
  { timeout, region, signal }: WaitRequest,
  isReached: (watched: Watched) => Promise<boolean>,
): Promise<WaitResult> {
  const wait = whileConnected(screen, Deadline.after(timeout, `wait for ${finder.what}`, { signal }));
  const limit = whileConnected(screen, Deadline.after(timeout + lookLimit, `look for ${finder.what}`, { signal }));
  using frames = await LiveFrames.open(screen, limit);
  const matters = (change: Region): boolean => region === undefined || overlap(change, region);
  for (let looks = 1; ; looks++) {
    const time = performance.now();
    const { frame, changed } = frames.take();
    const sighting = await limit.race(finder.look(frame, changed, limit));
    const reached = await isReached({ found: sighting.found, frames, time, limit });
    const more = !reached && (await frames.until(() => frames.changed.some(matters), wait));
    if (!more) return { reached, look: { frame, sighting }, looks, waited: wait.elapsed() };
  }
}

function samePlace({ region: a }: Match, { region: b }: Match): boolean {
  const near = (from: number, to: number): boolean => Math.abs(from - to) <= samePlaceWithin;
  return near(a.x, b.x) && near(a.y, b.y) && near(a.width, b.width) && near(a.height, b.height);
}
