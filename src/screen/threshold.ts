// Default similarities, from 0 to 1.

/** For a reference and its place on the screen: the value that best separates the pairs in docs/targets.md. */
export const defaultSimilarity = 0.7;

/**
 * For a whole screen and its reference, which come from the same desktop: strict enough to notice one changed digit of
 * a small clock.
 */
export const defaultScreenSimilarity = 0.85;
