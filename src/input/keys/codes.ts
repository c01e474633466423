// The keys of a PC keyboard by their place: names as the W3C has them (UI Events KeyboardEvent code), with scan codes.

/** A row of keys whose scan codes follow each other. */
function row<const Names extends readonly string[]>(first: number, names: Names): Record<Names[number], number> {
  return Object.fromEntries(names.map((name, index) => [name, first + index])) as Record<Names[number], number>;
}

/** Scan codes of set 1 (XT) by the key's name; those of two bytes, the first of which is 0xe0, as one number. */
export const scanCodes = {
  Escape: 0x01,
  ...row(0x02, ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9", "Digit0"]),
  ...row(0x0c, ["Minus", "Equal", "Backspace", "Tab"]),
  ...row(0x10, ["KeyQ", "KeyW", "KeyE", "KeyR", "KeyT", "KeyY", "KeyU", "KeyI", "KeyO", "KeyP"]),
  ...row(0x1a, ["BracketLeft", "BracketRight", "Enter", "ControlLeft"]),
  ...row(0x1e, ["KeyA", "KeyS", "KeyD", "KeyF", "KeyG", "KeyH", "KeyJ", "KeyK", "KeyL"]),
  ...row(0x27, ["Semicolon", "Quote", "Backquote", "ShiftLeft", "Backslash"]),
  ...row(0x2c, ["KeyZ", "KeyX", "KeyC", "KeyV", "KeyB", "KeyN", "KeyM", "Comma", "Period", "Slash", "ShiftRight"]),
  ...row(0x37, ["NumpadMultiply", "AltLeft", "Space", "CapsLock"]),
  ...row(0x3b, ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "NumLock", "ScrollLock"]),
  ...row(0x47, ["Numpad7", "Numpad8", "Numpad9", "NumpadSubtract"]),
  ...row(0x4b, ["Numpad4", "Numpad5", "Numpad6", "NumpadAdd"]),
  ...row(0x4f, ["Numpad1", "Numpad2", "Numpad3", "Numpad0", "NumpadDecimal"]),
  ...row(0x56, ["IntlBackslash", "F11", "F12"]),
  ...row(0xe01c, ["NumpadEnter", "ControlRight"]),
  NumpadDivide: 0xe035,
  ...row(0xe037, ["PrintScreen", "AltRight"]),
  ...row(0xe046, ["Pause", "Home", "ArrowUp", "PageUp"]),
  ArrowLeft: 0xe04b,
  ArrowRight: 0xe04d,
  ...row(0xe04f, ["End", "ArrowDown", "PageDown", "Insert", "Delete"]),
  ...row(0xe05b, ["MetaLeft", "MetaRight", "ContextMenu"]),
  // Keys of Asian and Brazilian keyboards.
  ...row(0x70, ["KanaMode", "Lang2", "Lang1", "IntlRo"]),
  Lang4: 0x77,
  Convert: 0x79,
  NonConvert: 0x7b,
  ...row(0x7d, ["IntlYen", "NumpadComma"]),
  NumpadEqual: 0x59,
  // Keys of Sun's keyboards.
  ...row(0x64, ["Open", "Paste"]),
  ...row(0xe005, ["Again", "Props", "Undo"]),
  Select: 0xe00c,
  Cut: 0xe03c,
  Find: 0xe041,
  Abort: 0xe068,
  Help: 0xe075,
  Copy: 0xe078,
};

/** A key by its place on the keyboard. */
export type KeyCode = keyof typeof scanCodes;

/** Whether a text names a key by its place. */
export function isKeyCode(name: string): name is KeyCode {
  return Object.hasOwn(scanCodes, name);
}
