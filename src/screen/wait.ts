// Waits for a target: looks again after each change instead of at intervals.
import { overlap, type Region } from "../base/geometry/region.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import { Deadline } from "../base/time/deadline.ts";
import { whileConnected } from "./connected.ts";
import type { Look } from "./errors.ts";
import { currentFrame, LiveFrames } from "./live-frames.ts";
import { LookTrigger } from "./look-trigger.ts";
import type { Finder, Match, Sighting } from "./targets/finder.ts";
import { contenders, placesOf } from "./targets/places.ts";

/** Options of a wait. */
export interface WaitRequest {
  /** Milliseconds. A look that has begun is finished: with 0 there is one look. */
  readonly timeout: number;
  /** The part of the screen whose changes matter. Default: all of it. */
  readonly region?: Region | undefined;
  /** Whether the target must be at one place: a wait for a still target also ends when it stays ambiguous. */
  readonly strict?: boolean | undefined;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** Outcome of a wait. */
export interface WaitResult {
  /** Whether the target appeared or disappeared in time. */
  readonly reached: boolean;
  /** The last look. */
  readonly look: Look;
  /** Number of looks. */
  readonly looks: number;
  /** Milliseconds. */
  readonly waited: number;
}

/** Time limit of one look, and of the last look of a wait: a busy machine takes long to read a whole screen. */
const lookLimitMs = 60_000;

/** A target whose pixels have not changed for this long is still. Longer than a menu takes to slide or fade in. */
const stillMs = 250;

/** A target that keeps changing counts as still once it has been at the same place for this long. */
const samePlaceMs = 1000;

/** A target that has been at several places for this long is ambiguous: a menu that closes still shows its entries. */
const ambiguousMs = 1000;

/** Movement up to this distance counts as the same place. */
const samePlacePixels = 1;

/** Looks once at the current screen. */
export async function lookOnce(screen: LiveScreen, finder: Finder, signal?: AbortSignal): Promise<Look> {
  const limit = whileConnected(screen, Deadline.after(lookLimitMs, `look for ${finder.what}`, { signal }));
  const frame = await currentFrame(screen, limit);
  return { frame, sighting: await limit.race(finder.look(frame, undefined, limit)) };
}

/** Waits until the target is on the screen. */
export async function waitUntilFound(screen: LiveScreen, finder: Finder, request: WaitRequest): Promise<WaitResult> {
  return watch(screen, finder, request, async ({ sighting }) => (sighting.found ? "reached" : "wait"));
}

/** Waits until the target is no longer on the screen. A look that does not decide it does not count. */
export async function waitUntilGone(screen: LiveScreen, finder: Finder, request: WaitRequest): Promise<WaitResult> {
  return watch(screen, finder, request, async ({ sighting }) =>
    sighting.found || sighting.undecided ? "wait" : "reached",
  );
}

/** Waits until the target is on the screen and has stopped moving, for clicks. */
export async function waitUntilStill(screen: LiveScreen, finder: Finder, request: WaitRequest): Promise<WaitResult> {
  let place: { readonly match: Match; readonly since: number } | undefined;
  let ambiguousSince: number | undefined;
  return watch(screen, finder, request, async (watched) => {
    const { sighting, time } = watched;
    const { found } = sighting;
    ambiguousSince = request.strict && isAmbiguous(sighting) ? (ambiguousSince ?? time) : undefined;
    if (!found || ambiguousSince !== undefined) place = undefined;
    if (ambiguousSince !== undefined) {
      return (await changesBefore(ambiguousSince + ambiguousMs, watched)) ? "look again" : "reached";
    }
    if (!found) return "wait";
    if (!place || !samePlace(place.match, found)) place = { match: found, since: time };
    if (performance.now() - place.since >= samePlaceMs) return "reached";
    return (await changesSoon(found.origin ?? found.region, watched)) ? "look again" : "reached";
  });
}

/** Whether a target is at several places, between which nothing decides. */
export function isAmbiguous(sighting: Sighting): boolean {
  return contenders(placesOf(sighting)).length > 1;
}

/** Decision after a look. */
type Verdict = "reached" | "wait" | "look again";

/** Input of a verdict. */
interface Watched {
  readonly sighting: Sighting;
  readonly frames: LiveFrames;
  readonly trigger: LookTrigger;
  /** When the frame was taken: `performance.now()`, milliseconds. */
  readonly time: number;
  /** Deadline of the looks, which ends after that of the wait. */
  readonly limit: Deadline;
}

async function watch(
  screen: LiveScreen,
  finder: Finder,
  { timeout, region, signal }: WaitRequest,
  judge: (watched: Watched) => Promise<Verdict>,
): Promise<WaitResult> {
  const wait = whileConnected(screen, Deadline.after(timeout, `wait for ${finder.what}`, { signal }));
  const limit = whileConnected(screen, Deadline.after(timeout + lookLimitMs, `look for ${finder.what}`, { signal }));
  using frames = await LiveFrames.open(screen, limit);
  using trigger = new LookTrigger(frames, finder, region);
  for (let looks = 1; ; looks++) {
    const time = performance.now();
    const { frame, changed } = frames.take();
    trigger.reset();
    const sighting = await limit.race(finder.look(frame, changed, limit));
    const verdict = await judge({ sighting, frames, trigger, time, limit });
    const isDue = (): boolean => verdict === "look again" || trigger.isDue;
    const more = verdict !== "reached" && (await frames.until(isDue, wait));
    if (!more) return { reached: verdict === "reached", look: { frame, sighting }, looks, waited: wait.elapsed() };
  }
}

/** Whether the region, or the finder's own source, changes before the region counts as still. */
async function changesSoon(region: Region, { frames, trigger, time, limit }: Watched): Promise<boolean> {
  const left = Math.max(0, stillMs - (performance.now() - time));
  const still = Deadline.after(left, "stillness").endedBy(limit.signal);
  return frames.until(() => trigger.sourceChanged || frames.changed.some((change) => overlap(change, region)), still);
}

/** Whether another look may give a new result before a moment of `performance.now()`. */
async function changesBefore(moment: number, { frames, trigger, limit }: Watched): Promise<boolean> {
  const left = Math.max(0, moment - performance.now());
  return left > 0 && frames.until(() => trigger.isDue, Deadline.after(left, "change").endedBy(limit.signal));
}

function samePlace({ region: a }: Match, { region: b }: Match): boolean {
  const near = (from: number, to: number): boolean => Math.abs(from - to) <= samePlacePixels;
  return near(a.x, b.x) && near(a.y, b.y) && near(a.width, b.width) && near(a.height, b.height);
}
