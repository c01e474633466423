// libxkbcommon: what each key of a layout means to X11 and Wayland, and the characters of keysyms.
import koffi from "koffi";

/** keysymdef.h and xkbcommon-keysyms.h. */
const noSymbol = 0;
/** `XKB_LOG_LEVEL_CRITICAL`: rules files cause harmless warnings. */
const logCritical = 10;
/** Linux's key codes are eight lower than those of X11. */
const evdevOffset = 8;

const library = koffi.load("libxkbcommon.so.0");
koffi.struct("xkb_rule_names", { rules: "str", model: "str", layout: "str", variant: "str", options: "str" });

const call = {
  context: library.func("void *xkb_context_new(int flags)"),
  logLevel: library.func("void xkb_context_set_log_level(void *context, int level)"),
  compile: library.func("void *xkb_keymap_new_from_names(void *context, xkb_rule_names *names, int flags)"),
  dropKeymap: library.func("void xkb_keymap_unref(void *keymap)"),
  layoutName: library.func("const char *xkb_keymap_layout_get_name(void *keymap, uint32_t layout)"),
  state: library.func("void *xkb_state_new(void *keymap)"),
  dropState: library.func("void xkb_state_unref(void *state)"),
  update: library.func("int xkb_state_update_key(void *state, uint32_t key, int direction)"),
  symbol: library.func("uint32_t xkb_state_key_get_one_sym(void *state, uint32_t key)"),
  codePoint: library.func("uint32_t xkb_keysym_to_utf32(uint32_t keysym)"),
  fromCodePoint: library.func("uint32_t xkb_utf32_to_keysym(uint32_t codePoint)"),
  fromName: library.func("uint32_t xkb_keysym_from_name(str name, int flags)"),
};

const context = call.context(0);
call.logLevel(context, logCritical);

/** The character of a keysym; undefined if it has none. */
export function characterOf(keysym) {
  const codePoint = call.codePoint(keysym);
  return codePoint === 0 ? undefined : String.fromCodePoint(codePoint);
}

/** Whether a keysym is its character's usual one. Compose looks at keysyms: of `U00C1` and `Aacute`, it knows one. */
export function isUsual(keysym) {
  return call.fromCodePoint(call.codePoint(keysym)) === keysym;
}

/** The keysym of a name, such as `dead_acute` or `U0107`; undefined if there is none. */
export function keysymOf(name) {
  const keysym = call.fromName(name, 0);
  return keysym === noSymbol ? undefined : keysym;
}

/** A PC keyboard with one layout. Dispose of it after use. */
export class Keyboard {
  #keymap;
  #state;

  /** @throws when the layout cannot be compiled */
  constructor(layout, variant) {
    const names = { rules: "evdev", model: "pc105", layout, variant: variant ?? "", options: "" };
    this.#keymap = call.compile(context, names, 0);
    if (!this.#keymap) throw new Error(`the layout ${layout}${variant ? `(${variant})` : ""} cannot be compiled`);
    this.#state = call.state(this.#keymap);
  }

  /** What the layout calls itself; undefined if it does not. */
  get description() {
    return call.layoutName(this.#keymap, 0) || undefined;
  }

  /** Presses or releases the key with this Linux key code. */
  set(keyCode, down) {
    call.update(this.#state, keyCode + evdevOffset, down ? 1 : 0);
  }

  /** The keysym that a press of the key gives now; 0 if none. */
  keysym(keyCode) {
    return call.symbol(this.#state, keyCode + evdevOffset);
  }

  [Symbol.dispose]() {
    call.dropState(this.#state);
    call.dropKeymap(this.#keymap);
  }
}
