// Keeps numbers whole: a part of a number is another number.

/**
 * Whether a number goes on before a passage that is to begin with a text: the text begins with a digit, and another one
 * is before the passage, directly or before a point or comma.
 */
export function cutsNumberBefore(wanted: string, line: string, start: number): boolean {
  return /^\d/.test(wanted) && /\d[.,]?$/.test(line.slice(Math.max(0, start - 2), start));
}

/** The same for the end of a text and what is after the passage. */
export function cutsNumberAfter(wanted: string, line: string, end: number): boolean {
  return /\d$/.test(wanted) && /^[.,]?\d/.test(line.slice(end, end + 2));
}

/** Whether a passage that equals a text is a part of a number. */
export function isPartOfNumber(wanted: string, line: string, start: number): boolean {
  return cutsNumberBefore(wanted, line, start) || cutsNumberAfter(wanted, line, start + wanted.length);
}
