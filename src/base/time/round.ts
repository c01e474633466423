// Rounds numbers for display: durations in log lines and messages, similarities in errors. Calculations use unrounded
// ones.

/** Rounds to one decimal place. */
export function toTenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Rounds to two decimal places. */
export function toHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Rounds to three decimal places. */
export function toThousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
