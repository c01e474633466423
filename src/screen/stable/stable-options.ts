// Options of waits for a stable screen: a VM's own, and those of single waits.
import { invalid } from "../../base/check.ts";
import { checkRegion, type Region, type Size } from "../../base/geometry/region.ts";
import { checkDuration, dayMs, shortestMs } from "../../base/time/check-duration.ts";

/** When a screen counts as stable. */
export interface StableScreenOptions {
  /** Milliseconds without a change, from 10 on. */
  readonly quiet?: number | undefined;
  /** Parts to ignore, such as a clock. Default: none. */
  readonly ignore?: readonly Region[] | undefined;
  /**
   * Milliseconds, after `quiet`, for which a screen that stands still waits for a guest whose CPUs work or wait for the
   * disk. 0: only the screen counts. Default 10_000. Without a guest agent only the screen counts.
   */
  readonly busyTimeout?: number | undefined;
}

/** Default of {@link StableScreenOptions.busyTimeout}. */
export const defaultBusyMs = 10_000;

const known: readonly string[] = ["quiet", "ignore", "busyTimeout"] satisfies (keyof StableScreenOptions)[];

/**
 * Checks the VM's option `stable`.
 *
 * @param size of the screen that the parts to ignore must lie in
 * @throws {OptionError} naming what is out of range
 */
export function checkStableScreen(stable: StableScreenOptions, size: Size): void {
  const isObject = typeof stable === "object" && stable !== null;
  if (!isObject || Object.keys(stable).some((name) => !known.includes(name)))
    throw invalid("stable", JSON.stringify(stable), {}, "is unknown", "an object with quiet, ignore and busyTimeout");
  const { ignore = [], ...times } = stable;
  checkStableTimes(times, "stable");
  if (!Array.isArray(ignore)) throw invalid("ignore", ignore, { of: "stable" }, "is not a list", "a list of regions");
  for (const part of ignore) checkRegion({ ...part }, size, "a region to ignore");
}

/** @throws {OptionError} naming the time that is out of range */
export function checkStableTimes({ quiet, busyTimeout }: Omit<StableScreenOptions, "ignore">, of: string): void {
  const range = { of, longest: dayMs };
  if (quiet !== undefined) checkDuration("quiet", quiet, { ...range, shortest: shortestMs.pause, zero: false });
  if (busyTimeout !== undefined) checkDuration("busyTimeout", busyTimeout, { ...range, shortest: shortestMs.wait });
}
