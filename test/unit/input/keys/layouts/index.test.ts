import { expect, test } from "vitest";
import { OptionError } from "../../../../../src/base/errors.ts";
import { scanCodes } from "../../../../../src/input/keys/codes.ts";
import { type KeyboardLayout, strokesOfLayout } from "../../../../../src/input/keys/layout.ts";
import { checkLayoutName, layoutNamed, partsOfName } from "../../../../../src/input/keys/layouts/index.ts";
import { strokesOfCharacter } from "../../../../../src/input/keys/text.ts";

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

function untypeable(layout: KeyboardLayout, characters: Iterable<string>): string[] {
  const strokes = strokesOfLayout(layout);
  return [...characters].filter((character) => strokesOfCharacter(character, strokes) === undefined);
}

/** The keys of a character, as `AltRight+KeyQ`. */
function keysOn(layout: KeyboardLayout, character: string): string[] | undefined {
  const strokes = strokesOfCharacter(character, strokesOfLayout(layout));
  return strokes?.map(({ code, modifiers }) => [...modifiers, code].join("+"));
}

test.each(["us", "de", "gb", "fr", "ch(de)", "us(intl)", "jp", "es", "br", "pl", "de(neo)"] as const)(
  "%s types all of ASCII",
  (name) => {
    expect(untypeable(layoutNamed(name), [...printable, "\n", "\t"])).toEqual([]);
  },
);

test.each([
  ["us", "T", ["ShiftLeft+KeyT"]],
  ["de", "z", ["KeyY"]],
  ["de", "\\", ["AltRight+Minus"]],
  ["de", "Ø", ["ShiftLeft+AltRight+KeyO"]],
  ["de", "é", ["Equal", "KeyE"]],
  ["de", "`", ["ShiftLeft+Equal", "Space"]],
  ["de", "^", ["Backquote", "Space"]],
  ["de(nodeadkeys)", "`", ["ShiftLeft+Equal"]],
  ["us(intl)", "~", ["ShiftLeft+AltRight+Backquote"]],
  ["pt", "~", ["Backslash", "Space"]],
  ["us(intl)", "é", ["AltRight+KeyE"]],
  ["gb", "£", ["ShiftLeft+Digit3"]],
  ["jp", "\\", ["IntlRo"]],
  ["br", "/", ["IntlRo"]],
  ["ie(CloGaelach)", "⅓", ["MetaRight", "Digit1", "Digit3"]],
  ["de(neo)", "{", ["Backslash+KeyD"]],
] as const)("%s types %s with %j", (name, character, keys) => {
  expect(keysOn(layoutNamed(name), character)).toEqual(keys);
});

test("a character that stands for a dead key in the table is not typed by it", () => {
  expect(untypeable(layoutNamed("de"), ["\u{f0002}", "👍"])).toEqual(["\u{f0002}", "👍"]);
});

test("sequences that GTK does not know are not used", () => {
  expect(untypeable(layoutNamed("us(intl)"), "·\u00e9³")).toEqual(["·"]);
});

test("us has no accents, and Latin layouts have those of their languages", () => {
  expect(untypeable(layoutNamed("us"), "éü")).toEqual(["é", "ü"]);
  expect(untypeable(layoutNamed("fr"), "àâçéèêëîïôùûü€")).toEqual([]);
  expect(untypeable(layoutNamed("es"), "áéíóúüñÁÉÍÓÚÜÑ¿¡")).toEqual([]);
});

test.each([
  ["uk", "gb (English (UK))"],
  ["german", "de (German), "],
  ["de-nodeadkeys", "de(nodeadkeys) (German (no dead keys)), or another"],
  ["de(nodeadkey)", "de(nodeadkeys) (German (no dead keys)), "],
  ["FR", "fr (French)"],
  ["us(internal)", "us (English (US)), us(chr)"],
  ["xyzzy123", "give a name of XKB's"],
  [["de"], "give a name of XKB's"],
  [1, "give a name of XKB's"],
])("the error for %j suggests what is like it", (name, next) => {
  expect(() => checkLayoutName("keyboardLayout", name)).toThrow(OptionError);
  expect(() => checkLayoutName("keyboardLayout", name)).toThrow("option keyboardLayout names no keyboard layout");
  expect(() => checkLayoutName("keyboardLayout", name)).toThrow(next);
});

test("a name has a layout and a variant", () => {
  expect(partsOfName("de")).toEqual({ layout: "de", variant: "" });
  expect(partsOfName("ch(de_nodeadkeys)")).toEqual({ layout: "ch", variant: "de_nodeadkeys" });
  expect(() => checkLayoutName("keyboardLayout", "ch(de_nodeadkeys)")).not.toThrow();
});

test("no two keys share a scan code", () => {
  const codes = Object.values(scanCodes);
  expect(new Set(codes).size).toBe(codes.length);
  // One key of each row (the W3C's code registry against USB and PS/2 tables).
  const { KeyP, Slash, F10, F12, Numpad9, NumpadDecimal, Delete, ContextMenu, Backslash, AltRight } = scanCodes;
  expect([KeyP, Slash, F10, F12, Numpad9, NumpadDecimal]).toEqual([0x19, 0x35, 0x44, 0x58, 0x49, 0x53]);
  expect([Delete, ContextMenu, Backslash, AltRight]).toEqual([0xe053, 0xe05d, 0x2b, 0xe038]);
});
