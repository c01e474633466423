import { expect, test } from "vitest";
import { scanCodes } from "../../../../src/input/keys/codes.ts";
import { strokesOfLayout } from "../../../../src/input/keys/layout.ts";
import { layouts } from "../../../../src/input/keys/layouts/index.ts";

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

test("us has all of ASCII", () => {
  const strokes = strokesOfLayout(layouts.us);
  expect(printable.filter((character) => !strokes.has(character))).toEqual([]);
  expect(strokes.get("T")).toEqual({ code: "KeyT", modifiers: ["ShiftLeft"] });
  expect(strokes.get("\n")).toEqual({ code: "Enter", modifiers: [] });
});

test("de has umlauts, all of ASCII but its dead keys, and swaps y and z", () => {
  const strokes = strokesOfLayout(layouts.de);
  expect(printable.filter((character) => !strokes.has(character))).toEqual(["^", "`"]);
  expect([..."äöüÄÖÜß€"].filter((character) => !strokes.has(character))).toEqual([]);
  expect(strokes.get("z")?.code).toBe("KeyY");
  expect(strokes.get("\\")).toEqual({ code: "Minus", modifiers: ["AltRight"] });
  expect(strokes.get("Ø")?.modifiers).toEqual(["ShiftLeft", "AltRight"]);
});

test.each(Object.entries(layouts))("%s has its name, and each character once", (name, layout) => {
  expect(layout.name).toBe(name);
  const characters = Object.values(layout.keys).flatMap((key) => [...key].filter((character) => character !== " "));
  expect(characters.filter((character, index) => characters.indexOf(character) !== index)).toEqual([]);
});

test("no two keys share a scan code", () => {
  const codes = Object.values(scanCodes);
  expect(new Set(codes).size).toBe(codes.length);
  // One key of each row (the W3C's code registry against USB and PS/2 tables).
  const { KeyP, Slash, F10, F12, Numpad9, NumpadDecimal, Delete, ContextMenu, Backslash, AltRight } = scanCodes;
  expect([KeyP, Slash, F10, F12, Numpad9, NumpadDecimal]).toEqual([0x19, 0x35, 0x44, 0x58, 0x49, 0x53]);
  expect([Delete, ContextMenu, Backslash, AltRight]).toEqual([0xe053, 0xe05d, 0x2b, 0xe038]);
});
