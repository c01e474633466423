// How fast keys follow each other: as a guest keeps up, and as a person types.

/**
 * Milliseconds that QEMU leaves between two key events (`key-delay-ms` of its VNC server); a character is two events,
 * or four with Shift.
 */
export const keySpacingMs = 1;

/**
 * Milliseconds between two key events at which any guest keeps up, even one that does not confirm them: QEMU's own
 * default, 100 events a second.
 */
export const safeSpacingMs = 10;

/**
 * Key events between two confirmations, which are two events more. The guest's virtio keyboard has room for 32 events
 * (64 buffers, two for each), and a program that reads Linux's input layer for as many; QEMU and Linux silently drop
 * what is beyond. Two such portions fit, in case a confirmation was an old one.
 */
export const maxPortionEvents = 12;

/** Average milliseconds from key to key: 12.5 characters a second, fast but slow enough for a viewer to follow. */
export const humanDelayMs = 80;

/** Most by which a pause is longer or shorter, as a part of the average. */
const unevenness = 0.4;

/**
 * A person's pauses after each of `count` key strokes, in milliseconds: the same each time for the same text, the
 * `seed`.
 */
export function* humanPauses(count: number, seed: string): Generator<number> {
  let state = 0x9e3779b9;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  for (let index = 0; index < count; index++) {
    // A linear congruential generator (the constants of Numerical Recipes); its upper bits are even enough for this.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield humanDelayMs * (1 + unevenness * ((state / 2 ** 32) * 2 - 1));
  }
}
