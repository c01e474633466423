// Rounds seconds for people: a thirtieth of a second is no number to read.

/** Seconds to the millisecond, for what is handed out or logged; calculations go on with what was measured. */
export function toMillisecond(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
