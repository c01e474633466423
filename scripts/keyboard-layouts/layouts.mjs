// What every key of every layout types: alone, and with the keys held that choose another level.
import { following, opening } from "./compose.mjs";
import { isCharacter, symbolOf } from "./symbols.mjs";
import { isUsual, Keyboard } from "./xkbcommon.mjs";

/** The keys with characters (names of the W3C) and their codes in linux/input-event-codes.h. */
const keys = {
  ...row(41, ["Backquote"]),
  ...row(2, ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9", "Digit0"]),
  ...row(12, ["Minus", "Equal"]),
  ...row(16, ["KeyQ", "KeyW", "KeyE", "KeyR", "KeyT", "KeyY", "KeyU", "KeyI", "KeyO", "KeyP"]),
  ...row(26, ["BracketLeft", "BracketRight"]),
  ...row(30, ["KeyA", "KeyS", "KeyD", "KeyF", "KeyG", "KeyH", "KeyJ", "KeyK", "KeyL", "Semicolon", "Quote"]),
  ...row(43, ["Backslash"]),
  ...row(86, ["IntlBackslash"]),
  ...row(44, ["KeyZ", "KeyX", "KeyC", "KeyV", "KeyB", "KeyN", "KeyM", "Comma", "Period", "Slash"]),
  ...row(57, ["Space"]),
  ...row(89, ["IntlRo"]),
  ...row(124, ["IntlYen"]),
};

/** The names of the keys, in the order of {@link layoutTable}. */
export const keyNames = [...Object.keys(keys), "MetaRight"];

/** `MetaRight` is the compose key of some layouts, and types nothing on others. */
const keyCodes = [...Object.values(keys), 126];

const shift = { name: "ShiftLeft", code: 42 };

/** Where a key that chooses a level may be, the usual place first; CapsLock last, because QEMU follows its light. */
const levelKeys = { AltRight: 100, Backslash: 43, IntlBackslash: 86, ControlRight: 97, MetaRight: 126, AltLeft: 56 };

const level5Shift = 0xfe11;

/** `ISO_Level3_Shift`, `ISO_Level5_Shift`, `Mode_switch`: they choose a level while they are held. */
const levelKeysyms = [0xfe03, level5Shift, 0xff7e];

/** The layers of most layouts; these are not written down. */
const usualLayers = ["", "ShiftLeft", "AltRight", "ShiftLeft+AltRight"].join();

/** Fewer keys with symbols than this: a part that other layouts include, not a layout. */
const fewestKeys = 20;

/**
 * The keys of all layouts: the symbols of each key, one for each layer, a space for none; `loners` are those
 * that do not combine with a dead key before them, as characters with keysyms that the Compose table does not know.
 */
export function layoutTable(layouts) {
  return layouts.flatMap((entry) => {
    using keyboard = new Keyboard(entry.layout, entry.variant);
    const description = entry.description ?? keyboard.description;
    const row = { ...entry, description, ...keysOf(keyboard) };
    const isPart = description === undefined || row.keys.filter((key) => key !== "").length < fewestKeys;
    return isPart ? [] : [row];
  });
}

function keysOf(keyboard) {
  const loners = new Set();
  const layers = layersOf(keyboard).map((held) => ({ held, symbols: symbolsWith(keyboard, held, loners) }));
  // Without layers that type nothing new, as AltGr does on a layout without a third level.
  const used = layers.filter(({ symbols }, index) => symbols.some((symbol) => isNew(symbol, layers.slice(0, index))));
  const names = used.map(({ held }) => held.map(({ name }) => name).join("+")).join();
  const hasUsualLayers = `${usualLayers},`.startsWith(`${names},`);
  for (const [index, { held, symbols }] of used.entries()) {
    if (held.every(({ keysym }) => keysym !== level5Shift)) continue;
    // libxkbcommon before 1.6 takes it for a key of the sequence.
    for (const symbol of symbols) if (isNew(symbol, used.slice(0, index))) loners.add(symbol);
  }
  const composes = used.some(({ symbols }) => !symbols.every(isCharacter));
  const together = [...loners].filter((symbol) => following.has(symbol)).join("");
  return {
    layers: hasUsualLayers ? "" : names,
    loners: composes ? together : "",
    keys: keyCodes.map((_, key) => cellOf(used.map(({ symbols }) => symbols[key]))),
  };
}

/** The keys to hold for each layer, fewest first. */
function layersOf(keyboard) {
  const chosen = levelKeysyms.flatMap((keysym) => {
    const found = Object.entries(levelKeys).find(([, code]) => keyboard.keysym(code) === keysym);
    return found ? [{ name: found[0], code: found[1], keysym }] : [];
  });
  let sets = [[]];
  for (const key of chosen) sets = [...sets, ...sets.map((held) => [...held, key])];
  const layers = sets.flatMap((held) => [held, [shift, ...held]]);
  return layers.filter((held) => held.every((key) => keepsMeaning(keyboard, key, held)));
}

/** Whether a key does the same while the others are held: on some layouts it becomes the compose key or a latch. */
function keepsMeaning(keyboard, key, held) {
  const alone = keyboard.keysym(key.code);
  const others = held.filter((other) => other !== key);
  for (const { code } of others) keyboard.set(code, true);
  const together = keyboard.keysym(key.code);
  for (const { code } of others.toReversed()) keyboard.set(code, false);
  return together === alone;
}

function symbolsWith(keyboard, held, loners) {
  for (const { code } of held) keyboard.set(code, true);
  const keysyms = keyCodes.map((code) => keyboard.keysym(code));
  for (const { code } of held.toReversed()) keyboard.set(code, false);
  return keysyms.map((keysym) => {
    const symbol = symbolOf(keysym) ?? " ";
    if (isCharacter(symbol) && symbol !== " " && !isUsual(keysym)) loners.add(symbol);
    return opening.has(symbol) ? " " : symbol;
  });
}

function isNew(symbol, layers) {
  return symbol !== " " && !layers.some(({ symbols }) => symbols.includes(symbol));
}

/** A key's symbols without repetitions: the first layer that has a symbol is the easiest to type. */
function cellOf(symbols) {
  return symbols
    .map((symbol, layer) => (symbols.indexOf(symbol) === layer ? symbol : " "))
    .join("")
    .replace(/ +$/, "");
}

function row(first, names) {
  return Object.fromEntries(names.map((name, index) => [name, first + index]));
}
