// Reads combinations such as "Control+Alt+T".
import { OptionError } from "../../base/errors.ts";
import type { KeyCode } from "./codes.ts";
import type { Stroke } from "./layout.ts";
import { strokeOf } from "./names.ts";

/**
 * The keys to press one after the other, and to release in the opposite order. A character alone brings what it needs
 * (`A` is Shift and the key A); in a combination a letter is its key, whatever its case, and a sign brings its Shift.
 *
 * @throws {OptionError} when a part is no key
 */
export function keysOf(combination: string, strokes: ReadonlyMap<string, Stroke>): readonly KeyCode[] {
  const parts = partsOf(combination);
  const last = strokeOf(parts.at(-1) ?? "", strokes);
  const held = parts.slice(0, -1).map((part) => strokeOf(part, strokes).code);
  const isLetter = parts.length > 1 && /^\p{L}$/u.test(parts.at(-1) ?? "");
  const needed = isLetter ? last.modifiers.filter((code) => code !== "ShiftLeft") : last.modifiers;
  return [...new Set([...held, ...needed, last.code])];
}

/**
 * One key by its name, or by a character that needs nothing held but, for a letter, Shift.
 *
 * @throws {OptionError} when it is no key, or a character that needs more
 */
export function singleKey(name: string, strokes: ReadonlyMap<string, Stroke>): KeyCode {
  const { code, modifiers } = strokeOf(name, strokes);
  if (modifiers.length === 0 || (/^\p{L}$/u.test(name) && modifiers.join() === "ShiftLeft")) return code;
  throw new OptionError({
    headline: `${JSON.stringify(name)} is typed with ${[...modifiers, code].join("+")}, which is more than one key`,
    facts: { key: name },
    next: `use press(${JSON.stringify(name)}), or give the key's own name, ${code}`,
  });
}

function partsOf(combination: string): string[] {
  if (combination === "+") return ["+"];
  const parts = combination.endsWith("++") ? [...combination.slice(0, -2).split("+"), "+"] : combination.split("+");
  if (parts.every((part) => part !== "")) return parts;
  throw new OptionError({
    headline: `${JSON.stringify(combination)} is not a combination of keys`,
    facts: { keys: combination },
    next: "give names joined by +, as in Control+Alt+T; the plus key itself is +, as in Control++",
  });
}
