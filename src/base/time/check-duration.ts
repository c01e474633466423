// Checks durations from users. They are milliseconds; a value that can only be seconds gets an error that says so.
import { checkNumber, invalid, type OptionPlace } from "../check.ts";
import type { OptionError } from "../errors.ts";
import { describeDuration, fromSeconds } from "./seconds.ts";

/** The durations that an option accepts, in milliseconds. */
export interface DurationRange extends OptionPlace {
  /** The shortest one besides 0. A positive number below it counts as seconds. Default 0: none does. */
  readonly shortest?: number;
  readonly longest: number;
  /** Whether 0 is accepted. Default true. */
  readonly zero?: boolean;
}

/** @throws {OptionError} when the value is not a duration in this range; the message names the unit */
export function checkDuration(name: string, value: unknown, range: DurationRange): asserts value is number {
  const { shortest = 0, longest, zero = true, of, or } = range;
  const place = { ...(of !== undefined && { of }), ...(or !== undefined && { or }) };
  if (typeof value === "number" && value > 0 && value < shortest)
    throw tooShort(name, value, { shortest, longest }, place);
  const least = zero ? { from: 0 } : shortest > 0 ? { from: shortest } : { above: 0 };
  checkNumber(name, value, { ...place, ...least, to: longest, unit: "milliseconds" });
}

function tooShort(
  name: string,
  value: number,
  { shortest, longest }: Required<Pick<DurationRange, "shortest" | "longest">>,
  place: OptionPlace,
): OptionError {
  const milliseconds = Math.min(longest, Math.max(shortest, Math.round(fromSeconds(value))));
  const allowed = `${milliseconds} for ${describeDuration(milliseconds)}, at least ${shortest}`;
  return invalid(name, value, place, `is in milliseconds, and ${value} is too short`, allowed);
}

/**
 * The shortest durations that are not taken for seconds: time limits of work in the guest, limits of waits, and pauses.
 * A pause, and the stillness of a screen, may be shorter than a wait's limit.
 */
export const shortestMs = { work: 1000, wait: 100, pause: 10 } as const;

/** A day in milliseconds. */
export const dayMs = 86_400_000;

/** Limits of waits in milliseconds. By default an emulated guest starts a program in time; 0 is one look. */
export const waitLimits = { default: 30_000, range: { shortest: shortestMs.wait, longest: dayMs } } as const;
