// The rhythm of a person who types: pure, and the same each time for the same text.

/** Seconds from key to key on average: 12.5 characters a second, fast but still to be followed by a viewer. */
export const humanDelay = 0.08;

/** By how much of the average a pause is longer or shorter at most. */
const unevenness = 0.4;

/** Seconds to pass after each of `count` key strokes; `seed` is the text. */
export function* humanPauses(count: number, seed: string): Generator<number> {
  let state = 0x9e3779b9;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  for (let index = 0; index < count; index++) {
    // A linear congruential generator (the constants of Numerical Recipes); its upper bits are even enough for this.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield humanDelay * (1 + unevenness * ((state / 2 ** 32) * 2 - 1));
  }
}
