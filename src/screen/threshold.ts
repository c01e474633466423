// How alike pictures must be.

/** From 0 to 1, if nobody says otherwise: what told the pairs of docs/targets.md apart best. */
export const defaultSimilarity = 0.82;
