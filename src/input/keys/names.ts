// The names of keys in demos: those of Playwright (and so the W3C's), `Super`, and single characters.
import { OptionError } from "../../base/errors.ts";
import { isKeyCode, type KeyCode } from "./codes.ts";
import type { Stroke } from "./layout.ts";

/** Names that stand for one of two like keys, and other names. */
const general: Readonly<Record<string, KeyCode>> = {
  Control: "ControlLeft",
  ControlOrMeta: "ControlLeft",
  Shift: "ShiftLeft",
  Alt: "AltLeft",
  AltGraph: "AltRight",
  Meta: "MetaLeft",
  Super: "MetaLeft",
};

/** Other common spellings, with the names used here. */
const hints: Readonly<Record<string, string>> = {
  ctrl: "Control",
  altgr: "AltGraph",
  win: "Super",
  windows: "Super",
  cmd: "Super",
  esc: "Escape",
  return: "Enter",
  del: "Delete",
  ins: "Insert",
  up: "ArrowUp",
  down: "ArrowDown",
  left: "ArrowLeft",
  right: "ArrowRight",
  pgup: "PageUp",
  pgdn: "PageDown",
  menu: "ContextMenu",
  print: "PrintScreen",
};

/**
 * The key of a name or of a character, and what must be held for the character.
 *
 * @throws {OptionError} when there is no such key
 */
export function strokeOf(name: string, strokes: ReadonlyMap<string, Stroke>): Stroke {
  const named = Object.hasOwn(general, name) ? general[name] : isKeyCode(name) ? name : undefined;
  if (named !== undefined) return { code: named, modifiers: [] };
  const stroke = strokes.get(name);
  if (stroke !== undefined) return stroke;
  const lower = name.toLowerCase();
  const place = placeOf(name);
  const meant = Object.hasOwn(hints, lower) ? hints[lower] : undefined;
  throw new OptionError({
    headline: `there is no key ${JSON.stringify(name)}`,
    facts: { key: name },
    next:
      meant !== undefined
        ? `use ${meant}`
        : place !== undefined
          ? `the keyboard layout has no key of its own for it: use the place of the key, ${place}, or type()`
          : "use a name such as Enter, Escape, ArrowUp, F5, Control, Shift, Alt, Super or KeyA, or a character",
  });
}

/** The place that a Latin letter or a digit has on most keyboards. */
function placeOf(name: string): KeyCode | undefined {
  const place = /^\d$/.test(name) ? `Digit${name}` : `Key${name.toUpperCase()}`;
  return isKeyCode(place) ? place : undefined;
}
