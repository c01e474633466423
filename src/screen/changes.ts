// Waits for a screen to change, or to stand still.
import type { Region } from "../base/geometry/region.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import { Deadline } from "../base/time/deadline.ts";
import { whileConnected } from "./connected.ts";
import { awakeIntervalMs, LiveFrames } from "./live-frames.ts";
import { relevantRegions, type StableRule, type Unrest, type WatchedParts, waitUntilStable } from "./stable/stable.ts";

/** Milliseconds for the first frame: only a busy machine takes long. */
const firstFrameMs = 60_000;

/** Which changes to wait for or to wait out. */
export interface ChangesRequest extends WatchedParts {
  /** Milliseconds. */
  readonly timeout: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** Which stillness to wait for. */
export interface StableRequest extends ChangesRequest, Pick<StableRule, "quietMs" | "sampleCpus" | "busyLimitMs"> {}

/**
 * Waits until nothing has changed for `quietMs` milliseconds and the guest is not busy.
 *
 * @returns undefined then; what the screen did last when the timeout passed first
 */
export async function waitUntilQuiet(screen: LiveScreen, request: StableRequest): Promise<Unrest | undefined> {
  const deadline = deadlineOf(screen, request, "wait for a stable screen");
  return waitUntilStable(screen, { ...request, awakeIntervalMs }, { deadline, opening: opening(screen, request) });
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
