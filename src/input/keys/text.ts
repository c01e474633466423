// From a text to the key strokes that type it.
import { OptionError } from "../../base/errors.ts";
import type { KeyboardLayout, Stroke } from "./layout.ts";

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
  // Composed, so that a letter with its accent is one character, as on the key.
  const characters = [...text.replaceAll(/\r\n?/g, "\n").normalize("NFC")];
  return characters.map((character, index) => {
    const stroke = strokes.get(character);
    if (stroke === undefined) throw untypeable(character, index + 1, layout);
    return stroke;
  });
}

function untypeable(character: string, position: number, { name }: KeyboardLayout): OptionError {
  const number = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const shown = /^\p{C}$/u.test(character) ? number : `"${character}" (${number})`;
  return new OptionError({
    headline: `character ${shown} cannot be typed: the keyboard layout "${name}" has no key for it`,
    facts: { character: number, position, keyboardLayout: name },
    next: "nothing was typed; leave it out, use press() for keys, or choose another keyboardLayout, here and in the guest",
  });
}
