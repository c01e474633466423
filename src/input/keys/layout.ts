// A keyboard layout: the characters on the keys, and how to look up a character.
import type { KeyCode } from "./codes.ts";

/** What is printed on the keys. A layout is a file in `layouts/`. */
export interface KeyboardLayout {
  /** Its name in XKB and `setxkbmap`. */
  readonly name: string;
  /**
   * A key's characters: alone, with Shift, with AltGr, with both. A space stands for none, and for a dead key, which
   * types nothing by itself. Keys that are the same everywhere (Space, Enter, Tab) are left out.
   */
  readonly keys: Partial<Record<KeyCode, string>>;
}

/** How to type a character. */
export interface Stroke {
  readonly code: KeyCode;
  /** Keys to hold down meanwhile. */
  readonly modifiers: readonly KeyCode[];
}

/** What the levels of a key need to be held. */
const levels: readonly (readonly KeyCode[])[] = [[], ["ShiftLeft"], ["AltRight"], ["ShiftLeft", "AltRight"]];

const sameEverywhere: readonly (readonly [string, KeyCode])[] = [
  [" ", "Space"],
  ["\n", "Enter"],
  ["\t", "Tab"],
];

/** How to type each character that the layout has. Of several ways, the one with the fewest modifiers. */
export function strokesOfLayout({ keys }: KeyboardLayout): ReadonlyMap<string, Stroke> {
  const strokes = new Map<string, Stroke>(
    sameEverywhere.map(([character, code]) => [character, { code, modifiers: [] }]),
  );
  for (const [level, modifiers] of levels.entries()) {
    for (const [code, characters] of Object.entries(keys) as [KeyCode, string][]) {
      const character = [...characters][level];
      if (character !== undefined && !strokes.has(character)) strokes.set(character, { code, modifiers });
    }
  }
  return strokes;
}
