// What a key types, as one character: its character, or for a dead key and the compose key one of a private range.
import { characterOf } from "./xkbcommon.mjs";

/** `dead_grave`, the first dead key, to the last in keysymdef.h, and `Multi_key`, the compose key. */
const dead = { first: 0xfe50, last: 0xfe93 };
const multiKey = 0xff20;

/** Supplementary Private Use Area-A, of which no layout types a character. src/input/keys/layout.ts has the same numbers. */
const firstPrivate = 0xf0000;
const lastPrivate = 0xf00ff;

/** The symbol of the compose key. */
export const composeKey = String.fromCodePoint(firstPrivate);

/** The symbol of a keysym; undefined if it types nothing. */
export function symbolOf(keysym) {
  if (keysym >= dead.first && keysym <= dead.last) return String.fromCodePoint(firstPrivate + 1 + keysym - dead.first);
  if (keysym === multiKey) return composeKey;
  const character = characterOf(keysym);
  if (character === undefined || /[\p{Cc}\p{Cs}]/u.test(character)) return undefined;
  if (!isCharacter(character)) throw new Error(`a layout types ${keysym}, whose character stands for a dead key here`);
  return character;
}

/** Whether a symbol is a character. */
export function isCharacter(symbol) {
  return symbol.codePointAt(0) < firstPrivate || symbol.codePointAt(0) > lastPrivate;
}
