// From a text to the key strokes that type it.
import { OptionError } from "../../base/errors.ts";
import type { KeyboardLayout, Stroke } from "./layout.ts";

/** A text's characters as keys type them: a letter with its accent is one character, and a line's end is one. */
export function charactersOf(text: string): readonly string[] {
  return [...text.replaceAll(/\r\n?/g, "\n").normalize("NFC")];
}

/**
 * The strokes of a text, one for each character. A line's end is Enter, however it is written.
 *
 * @throws {OptionError} naming the first character that the layout has no key for
 */
export function strokesOfText(
  text: string,
  layout: KeyboardLayout,
  strokes: ReadonlyMap<string, Stroke>,
): readonly Stroke[] {
  return charactersOf(text).map((character, index) => {
    const stroke = strokes.get(character);
    if (stroke === undefined) throw untypeable(character, index + 1, layout);
    return stroke;
  });
}

/** A character with its number, for messages; of one that is invisible, the number alone. */
export function describeCharacter(character: string): string {
  return /^[\p{C}\p{M}\p{Z}]$/u.test(character) ? numberOf(character) : `"${character}" (${numberOf(character)})`;
}

function numberOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function untypeable(character: string, position: number, { name }: KeyboardLayout): OptionError {
  return new OptionError({
    headline: `character ${describeCharacter(character)} cannot be typed: the keyboard layout "${name}" has no key for it`,
    facts: { character: numberOf(character), position, keyboardLayout: name },
    next: "nothing was typed; leave it out, use press() for keys, or choose another keyboardLayout, here and in the guest",
  });
}
