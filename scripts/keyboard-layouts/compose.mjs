// Sequences of dead keys and of the compose key, from Compose(5).
import { readFileSync } from "node:fs";
import { composeKey, isCharacter, symbolOf } from "./symbols.mjs";
import { isUsual, keysymOf } from "./xkbcommon.mjs";

/** The table of almost every UTF-8 locale, C.UTF-8 included; GTK's own is made from it. */
const composeFile = "/usr/share/X11/locale/en_US.UTF-8/Compose";

const compositionLine = /^((?:<\w+>\s*)+):\s*"((?:\\.|[^"\\])+)"/;

/**
 * All sequences of the Compose table: `{ sequence, result }`. A sequence that begins another one is left out, because
 * it makes its character only with the key after it; of two lines for one sequence the last counts.
 */
function compositions() {
  const found = new Map();
  for (const line of readFileSync(composeFile, "utf8").split("\n")) {
    const [, names, result] = compositionLine.exec(line) ?? [];
    if (names === undefined) continue;
    const keysyms = names.match(/\w+/g).map((name) => keysymOf(name) ?? 0);
    const sequence = keysyms.map((keysym) => symbolOf(keysym));
    const isTypeable = sequence.every(
      (symbol, index) => symbol !== undefined && (!isCharacter(symbol) || isUsual(keysyms[index])),
    );
    const text = result.replace(/\\(.)/g, "$1").normalize("NFC");
    if (isTypeable) found.set(sequence.join(""), text);
  }
  const sorted = [...found.keys()].sort();
  const whole = sorted.filter((sequence, index) => !(sorted[index + 1] ?? "").startsWith(sequence));
  return whole.map((sequence) => ({ sequence: [...sequence], result: found.get(sequence) })).filter(isShared);
}

/**
 * Whether GTK makes the same of a sequence. Of dead keys it knows letters, digits, the space bar and the same key twice:
 * it makes `^.` of a dead circumflex and a full stop, where X11 makes `·`.
 */
function isShared({ sequence }) {
  const [first, second] = sequence;
  const last = sequence.at(-1);
  if (isCharacter(first) || first === composeKey) return true;
  return isCharacter(last) ? /[\p{L}\p{N} ]/u.test(last) : sequence.length === 2 && first === second;
}

const all = compositions();

/** The characters that begin a sequence, and so are not typed by their own key everywhere: `ﻻ` makes two letters. */
export const opening = new Set(all.map(({ sequence: [first] }) => first).filter(isCharacter));

/** The symbols that come later in a sequence. */
export const following = new Set(all.flatMap(({ sequence: [, ...rest] }) => rest));

/** `[character, sequence]` for each sequence of these symbols that makes one character. */
export function composeSequences(symbols) {
  const usable = all.filter(
    ({ sequence, result }) =>
      [...result].length === 1 && sequence.every((symbol) => symbols.has(symbol) || symbol === " "),
  );
  return usable.map(({ sequence, result }) => [result, sequence.join("")]);
}
