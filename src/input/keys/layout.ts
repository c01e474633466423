// A keyboard layout: the symbols on the keys, and how to type each of them.
import type { KeyCode } from "./codes.ts";

/** What the keys type. The layouts are in `layouts/`. */
export interface KeyboardLayout {
  /** Its name: `de`, `us(intl)`. */
  readonly name: string;
  /** The keys to hold for each layer: none, Shift, AltGr, both; other keys on a few layouts. */
  readonly layers: readonly (readonly KeyCode[])[];
  /** Symbols that do not combine with a dead key or the compose key before them. */
  readonly loners: string;
  /**
   * A key's symbols, one for each layer; a space stands for none. A symbol is a character, a dead key or the compose
   * key: see {@link isCharacter}. Keys that are the same everywhere (Enter, Tab) are left out.
   */
  readonly keys: Partial<Record<KeyCode, string>>;
}

/** How to type a symbol. */
export interface Stroke {
  readonly code: KeyCode;
  /** Keys to hold down meanwhile. */
  readonly modifiers: readonly KeyCode[];
  /** Whether it does not combine with a dead key or the compose key before it. Default: it does. */
  readonly combines?: false;
  /** Whether the next stroke belongs to the same character, as after a dead key. Default: it does not. */
  readonly continues?: true;
}

/**
 * Dead keys and the compose key are the first 256 code points of the Supplementary Private Use Area-A, of which no
 * layout types a character; scripts/keyboard-layouts/symbols.mjs has the same numbers.
 */
const keysOnly = { from: 0xf0000, to: 0xf00ff };

const sameEverywhere: readonly (readonly [string, KeyCode])[] = [
  [" ", "Space"],
  ["\n", "Enter"],
  ["\t", "Tab"],
];

/** Whether a symbol is a character; the others type nothing by themselves. */
export function isCharacter(symbol: string): boolean {
  const number = symbol.codePointAt(0) ?? 0;
  return number < keysOnly.from || number > keysOnly.to;
}

/** How to type each symbol that the layout has on a key. Of several ways, the one with the fewest modifiers. */
export function strokesOfLayout({ keys, layers, loners }: KeyboardLayout): ReadonlyMap<string, Stroke> {
  const strokes = new Map<string, Stroke>(sameEverywhere.map(([symbol, code]) => [symbol, { code, modifiers: [] }]));
  const symbols = Object.entries(keys).map(([code, text]) => ({ code: code as KeyCode, symbols: [...text] }));
  const easiest = [...layers.entries()].sort(([, a], [, b]) => a.length - b.length);
  for (const [layer, modifiers] of easiest) {
    for (const { code, symbols: ofKey } of symbols) {
      const symbol = ofKey[layer];
      if (symbol === undefined || strokes.has(symbol)) continue;
      strokes.set(symbol, { code, modifiers, ...(loners.includes(symbol) && { combines: false }) });
    }
  }
  return strokes;
}
