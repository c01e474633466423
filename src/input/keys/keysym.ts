// X11's numbers of characters: keysyms (X Window System Protocol, appendix A).

/**
 * The keysym of a character: its own number in Latin-1, and 0x01000000 more for every other one. Undefined for what is
 * no character to type: control characters, halves of surrogate pairs, and the numbers that Unicode keeps unused.
 */
export function keysymOf(character: string): number | undefined {
  const number = character.codePointAt(0) ?? 0;
  if (/^\p{Cc}$|^\p{Cs}$|^\p{Noncharacter_Code_Point}$/u.test(character)) return undefined;
  return number < 0x100 ? number : 0x01000000 + number;
}
