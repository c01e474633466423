// How fast keys may follow each other.

/**
 * Milliseconds that QEMU leaves between two key events (`key-delay-ms` of its VNC server, 10 by default); a character is
 * two events, or four with Shift. QEMU's own queue for them holds some 340 events and drops what is beyond.
 */
export const keySpacing = 2;
