// The default similarities, from 0 to 1.

/** A reference and its place on the screen: what told the pairs of docs/targets.md apart best. */
export const defaultSimilarity = 0.7;

/**
 * A screen and its reference, which come from the same desktop: less tolerant, so that one other digit of a small clock
 * is seen.
 */
export const defaultScreenSimilarity = 0.85;
