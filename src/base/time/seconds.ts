// Converts between milliseconds, the unit of all times in demotool, and the seconds of other programs, of videos and of
// log lines. test/times.test.ts lists who uses it.
import { toThousandths } from "./round.ts";

/** Seconds as milliseconds. */
export function fromSeconds(seconds: number): number {
  return seconds * 1000;
}

/** Milliseconds as seconds. */
export function toSeconds(milliseconds: number): number {
  return milliseconds / 1000;
}

/** A duration for people: `30 s`, `1.25 s`, `250 ms`. */
export function describeDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${toThousandths(milliseconds)} ms`;
  return `${toThousandths(toSeconds(milliseconds))} s`;
}
