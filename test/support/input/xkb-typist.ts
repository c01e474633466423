// What a Linux desktop makes of key events: libxkbcommon's keymap and Compose table, on this machine's own data.
import koffi from "koffi";
// @ts-expect-error plain JavaScript, as all scripts are
import { characterOf, Keyboard } from "../../../scripts/keyboard-layouts/xkbcommon.mjs";
import { type KeyCode, scanCodes } from "../../../src/input/keys/codes.ts";
import type { KeyboardLayoutName } from "../../../src/input/keys/layouts/index.ts";
import { partsOfName } from "../../../src/input/keys/layouts/index.ts";
import type { ScanCodeEvent } from "../../../src/rfb/connect.ts";

/** A keyboard of `xkbcommon.mjs`. */
interface XkbKeyboard extends Disposable {
  set(keyCode: number, down: boolean): void;
  keysym(keyCode: number): number;
}

/** `xkb_compose_status`: xkbcommon-compose.h. */
const status = { nothing: 0, composing: 1, composed: 2, cancelled: 3 } as const;

/** Linux's codes of the keys with other scan codes (linux/input-event-codes.h). */
const linuxCodes: Partial<Record<KeyCode, number>> = {
  IntlRo: 89,
  IntlYen: 124,
  ControlRight: 97,
  AltRight: 100,
  MetaRight: 126,
};
const linuxCodeOf = new Map(
  Object.entries(scanCodes).map(([name, scanCode]) => [scanCode, linuxCodes[name as KeyCode] ?? scanCode]),
);

const library = koffi.load("libxkbcommon.so.0");
const context = library.func("void *xkb_context_new(int flags)")(0);
const composeTable = library.func("void *xkb_compose_table_new_from_locale(void *context, str locale, int flags)");
const feed = library.func("int xkb_compose_state_feed(void *state, uint32_t keysym)");
const statusOf = library.func("int xkb_compose_state_get_status(void *state)");
const utf8 = library.func("int xkb_compose_state_get_utf8(void *state, _Out_ uint8_t *buffer, size_t size)");
const reset = library.func("void xkb_compose_state_reset(void *state)");
const newState = library.func("void *xkb_compose_state_new(void *table, int flags)");

/** The locale of the images that demotool builds. */
const state = newState(composeTable(context, "C.UTF-8", 0), 0);

/** The text that key events type on a desktop with this layout. */
export function typedByXkb(layout: KeyboardLayoutName, events: readonly ScanCodeEvent[]): string {
  const { layout: base, variant } = partsOfName(layout);
  using keyboard: XkbKeyboard = new Keyboard(base, variant);
  reset(state);
  let text = "";
  for (const { scanCode, down } of events) {
    const code = linuxCodeOf.get(scanCode) ?? 0;
    if (down) text += pressed(keyboard.keysym(code));
    keyboard.set(code, down);
  }
  return text;
}

function pressed(keysym: number): string {
  feed(state, keysym);
  const now = statusOf(state);
  if (now === status.composing) return "";
  if (now === status.nothing) return characterOf(keysym) ?? "";
  const composed = now === status.composed ? composedText() : "";
  reset(state);
  return composed;
}

function composedText(): string {
  const buffer = Buffer.alloc(32);
  return buffer.toString("utf8", 0, utf8(state, buffer, buffer.length));
}
