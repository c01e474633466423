// Waits for a screen to change, or to stand still.
import { intersection, type Region, wholeOf, without } from "../base/geometry/region.ts";
import type { LiveScreen, ScreenUpdate } from "../base/live-screen.ts";
import { Deadline } from "../base/time/deadline.ts";
import { pauseFor } from "../base/time/poll.ts";
import { whileConnected } from "./connected.ts";
import { LiveFrames } from "./live-frames.ts";
import { Stillness } from "./stillness.ts";

/** Milliseconds for the first frame: only a busy machine takes long. */
const firstFrameMs = 60_000;

/** Which changes to wait for or to wait out. */
export interface ChangesRequest {
  /** Milliseconds. */
  readonly timeout: number;
  /** The part of the screen to watch. Default: all of it. */
  readonly region?: Region | undefined;
  /** Parts to ignore, such as a clock. */
  readonly ignore?: readonly Region[] | undefined;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until nothing has changed for `quietMs` milliseconds. Changes to less than a thousandth of the watched part,
 * such as a blinking cursor, do not count.
 *
 * @returns false when the timeout passed first
 */
export async function waitUntilQuiet(screen: LiveScreen, quietMs: number, request: ChangesRequest): Promise<boolean> {
  const wait = deadlineOf(screen, request, "wait for a stable screen");
  const stillness = new Stillness(quietMs, performance.now());
  const stop = screen.onUpdate((update) => stillness.add(relevant(update, screen, request), request.region ?? screen));
  try {
    using _awake = await LiveFrames.open(screen, opening(screen, request));
    for (;;) {
      const missing = quietMs - stillness.stillMs(performance.now());
      if (missing <= 0) return true;
      if (!(await wait.inTime(pauseFor(wait, missing)))) return false;
    }
  } finally {
    stop();
  }
}

/**
 * Waits until something changes.
 *
 * @param action causes the change; it starts once the screen is being watched
 * @returns the changed regions; undefined when the timeout passed first
 */
export async function waitUntilChanged(
  screen: LiveScreen,
  request: ChangesRequest,
  action?: () => Promise<unknown>,
): Promise<readonly Region[] | undefined> {
  using frames = await LiveFrames.open(screen, opening(screen, request));
  frames.take();
  await action?.();
  const wait = deadlineOf(screen, request, "wait for a change of the screen");
  const changes = (): readonly Region[] => relevantRegions(frames.changed, screen, request);
  return (await frames.until(() => changes().length > 0, wait)) ? changes() : undefined;
}

/** The limit for the first frame, which does not count for the wait. */
function opening(screen: LiveScreen, request: ChangesRequest): Deadline {
  return deadlineOf(screen, { ...request, timeout: request.timeout + firstFrameMs }, "the first frame of the screen");
}

function deadlineOf(screen: LiveScreen, { timeout, signal }: ChangesRequest, task: string): Deadline {
  return whileConnected(screen, Deadline.after(timeout, task, { signal }));
}

function relevant(update: ScreenUpdate, screen: LiveScreen, request: ChangesRequest): ScreenUpdate {
  return { ...update, regions: relevantRegions(update.regions, screen, request) };
}

function relevantRegions(
  regions: readonly Region[],
  screen: LiveScreen,
  { region: watched = wholeOf(screen), ignore = [] }: ChangesRequest,
): readonly Region[] {
  return regions.flatMap((region) => {
    const seen = intersection(region, watched);
    return seen ? without(seen, ignore) : [];
  });
}
