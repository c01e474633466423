// How fast keys may follow each other.

/**
 * Milliseconds that QEMU leaves between two key events (`key-delay-ms` of its VNC server); a character is two events, or
 * four with Shift.
 */
export const keySpacing = 1;

/**
 * Milliseconds between two key events that any guest keeps up with, without saying so: QEMU's own default, 100 events a
 * second.
 */
export const safeSpacing = 10;

/**
 * Key events between two questions whether they have arrived, which are two events more. The guest's virtio keyboard has
 * room for 32 events (64 buffers, two for each), and a program that reads Linux's input layer for as many; QEMU and Linux
 * drop what is beyond without a word. Two such portions fit, in case that an answer was an old one.
 */
export const portionSize = 12;
