// Rounds durations for display.

/** Seconds to the millisecond, for results and logs; calculations use the measured value. */
export function toMillisecond(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
