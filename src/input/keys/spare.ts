// Keys that no PC keyboard has: for a while, they can get any character.
import { type KeyCode, scanCodes } from "./codes.ts";
import type { Stroke } from "./layout.ts";

/** A key that a guest's programs do not expect. */
export interface SpareKey {
  readonly code: KeyCode;
  /** Its number in an X session: that of Linux (linux/input-event-codes.h) and 8. */
  readonly keycode: number;
}

/**
 * The keys of Sun's and of Asian keyboards that QEMU's VNC server passes on and that arrive in X. QEMU 7.2 has no F13 to
 * F24. Those with successive numbers stand together: they change in one request.
 */
const candidates: readonly SpareKey[] = [
  { code: "Abort", keycode: 136 },
  { code: "Again", keycode: 137 },
  { code: "Props", keycode: 138 },
  { code: "Undo", keycode: 139 },
  { code: "Select", keycode: 140 },
  { code: "Copy", keycode: 141 },
  { code: "Open", keycode: 142 },
  { code: "Paste", keycode: 143 },
  { code: "Find", keycode: 144 },
  { code: "Cut", keycode: 145 },
  { code: "Help", keycode: 146 },
  { code: "NumpadComma", keycode: 129 },
  { code: "Lang1", keycode: 130 },
  { code: "Lang2", keycode: 131 },
  { code: "Lang4", keycode: 99 },
  { code: "Convert", keycode: 100 },
  { code: "KanaMode", keycode: 101 },
  { code: "NonConvert", keycode: 102 },
  { code: "NumpadEqual", keycode: 125 },
  { code: "IntlYen", keycode: 132 },
  { code: "IntlRo", keycode: 97 },
];

/** Spare keys: some for characters, one that stays as it is. */
export interface SpareKeys {
  readonly forCharacters: readonly SpareKey[];
  /** Has no meaning, so that a program ignores it. */
  readonly marker: SpareKey;
}

/** The spare keys of a keyboard whose layout uses some of the candidates itself. */
export function spareKeysBeside(strokes: Iterable<Stroke>): SpareKeys {
  const used = new Set([...strokes].map(({ code }) => scanCodes[code]));
  const free = candidates.filter(({ code }) => !used.has(scanCodes[code]));
  // Most layouts give the last ones no symbol.
  return { forCharacters: free.slice(0, -1), marker: free.at(-1) as SpareKey };
}
