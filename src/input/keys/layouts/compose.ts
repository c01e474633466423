// What dead keys and the compose key type together with the symbols after them: compose.txt, which
// scripts/keyboard-layouts.mjs generates from X11's table. GTK's and Qt's tables are made from the same.
import { readFileSync } from "node:fs";
import { isCharacter, type Stroke } from "../layout.ts";

const file = new URL("./compose.txt", import.meta.url);

/** Sequences of symbols by the character that they make. */
type Compositions = ReadonlyMap<string, readonly string[]>;

let compositions: Compositions | undefined;

/**
 * The strokes of the shortest sequence that makes the character; undefined if the layout has none. `strokes` are those
 * of the layout's symbols.
 */
export function composedStrokes(
  character: string,
  strokes: ReadonlyMap<string, Stroke>,
): readonly Stroke[] | undefined {
  if (!composes(strokes)) return undefined;
  const ways = (table().get(character) ?? []).flatMap((sequence) => {
    const found = [...sequence].flatMap((symbol) => strokes.get(symbol) ?? []);
    const isWhole = found.length === [...sequence].length;
    return isWhole && found.every(({ combines }, index) => index === 0 || combines !== false) ? [found] : [];
  });
  const [best, ...others] = ways;
  const easiest = best && others.reduce((one, other) => (effort(other) < effort(one) ? other : one), best);
  return easiest?.map((stroke, index) => (index < easiest.length - 1 ? { ...stroke, continues: true } : stroke));
}

/** Every character that some sequence makes. */
export function composableCharacters(): Iterable<string> {
  return table().keys();
}

/** Whether a layout has a dead key or the compose key: without one, the table is not read. */
function composes(strokes: ReadonlyMap<string, Stroke>): boolean {
  return [...strokes.keys()].some((symbol) => !isCharacter(symbol));
}

/** A further key is harder than any number of keys to hold. */
function effort(strokes: readonly Stroke[]): number {
  return strokes.reduce((sum, { modifiers }) => sum + 10 + modifiers.length, 0);
}

function table(): Compositions {
  compositions ??= read();
  return compositions;
}

function read(): Compositions {
  const found = new Map<string, string[]>();
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [character = "", sequence] = line.split("\t");
    if (sequence === undefined) continue;
    const sequences = found.get(character);
    if (sequences) sequences.push(sequence);
    else found.set(character, [sequence]);
  }
  return found;
}
