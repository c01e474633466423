// From a text to the key strokes that type it.
import { OptionError } from "../../base/errors.ts";
import { isCharacter, type KeyboardLayout, type Stroke } from "./layout.ts";
import { composedStrokes } from "./layouts/compose.ts";

/**
 * The characters of a text, composed with the accents after them, as layouts have them. A line's end is `\n`. A character
 * that NFC replaces by another one, such as the Kelvin sign by a K, stays what it is.
 */
export function charactersOf(text: string): readonly string[] {
  const runs: string[] = [""];
  for (const character of text.replaceAll(/\r\n?/g, "\n")) {
    if (character.normalize("NFC") === character) runs.push(`${runs.pop()}${character}`);
    else runs.push(character, "");
  }
  return runs.flatMap((run, index) => [...(index % 2 === 0 ? run.normalize("NFC") : run)]);
}

/**
 * The strokes that type a character: its key, or a dead key or the compose key and what follows; undefined if the
 * layout cannot type it.
 *
 * @param strokes of the layout's symbols
 */
export function strokesOfCharacter(
  character: string,
  strokes: ReadonlyMap<string, Stroke>,
): readonly Stroke[] | undefined {
  if (!isCharacter(character)) return undefined;
  const stroke = strokes.get(character);
  return stroke ? [stroke] : composedStrokes(character, strokes);
}

/**
 * The strokes of a text. A line's end is Enter, however it is written.
 *
 * @param strokes of the layout's symbols
 * @throws {OptionError} naming the first character that the layout cannot type
 */
export function strokesOfText(
  text: string,
  layout: KeyboardLayout,
  strokes: ReadonlyMap<string, Stroke>,
): readonly Stroke[] {
  return charactersOf(text).flatMap((character, index) => {
    const found = strokesOfCharacter(character, strokes);
    if (found === undefined) throw untypeable(character, index + 1, layout);
    return found;
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
    next: "nothing was typed; leave it out, use press() for keys, or choose another keyboardLayout",
  });
}
