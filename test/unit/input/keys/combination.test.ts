import { expect, test } from "vitest";
import { OptionError } from "../../../../src/base/errors.ts";
import { keysOf, singleKey } from "../../../../src/input/keys/combination.ts";
import { strokesOfLayout } from "../../../../src/input/keys/layout.ts";
import { layoutNamed } from "../../../../src/input/keys/layouts/index.ts";

const us = strokesOfLayout(layoutNamed("us"));
const de = strokesOfLayout(layoutNamed("de"));

test.each([
  ["Enter", "Enter"],
  ["a", "KeyA"],
  ["A", "ShiftLeft KeyA"],
  ["!", "ShiftLeft Digit1"],
  ["+", "ShiftLeft Equal"],
  [" ", "Space"],
  ["Control+Alt+T", "ControlLeft AltLeft KeyT"],
  ["Control+Shift+t", "ControlLeft ShiftLeft KeyT"],
  ["Control++", "ControlLeft ShiftLeft Equal"],
  ["Shift++", "ShiftLeft Equal"],
  ["Super", "MetaLeft"],
  ["Super+KeyL", "MetaLeft KeyL"],
  ["Control+a+b", "ControlLeft KeyA KeyB"],
  ["AltGraph+ArrowUp", "AltRight ArrowUp"],
])("%s is %s", (combination, keys) => {
  expect(keysOf(combination, us).join(" ")).toBe(keys);
});

test("the layout decides where a character is", () => {
  expect(keysOf("Control+Z", de)).toEqual(["ControlLeft", "KeyY"]);
  expect(keysOf("@", de)).toEqual(["AltRight", "KeyQ"]);
  expect(keysOf("+", de)).toEqual(["BracketRight"]);
});

test.each(["", "Control+", "+a", "Control+++", "a++b"])("rejects the combination %j", (combination) => {
  expect(() => keysOf(combination, us)).toThrow(OptionError);
});

test.each([
  ["Ctrl+C", "Ctrl", "use Control"],
  ["Return", "Return", "use Enter"],
  ["Control+Foo", "Foo", "use a name such as"],
  ["ü", "ü", "use a name such as"],
  ["toString", "toString", "use a name such as"],
])("the error for %s names the unknown key", (combination, key, next) => {
  expect(() => keysOf(combination, us)).toThrow(`there is no key "${key}"`);
  expect(() => keysOf(combination, us)).toThrow(next);
});

test("accepts one key at a time, and only characters of a single key", () => {
  expect(singleKey("Shift", us)).toBe("ShiftLeft");
  expect(singleKey("A", us)).toBe("KeyA");
  expect(() => singleKey("!", us)).toThrow("ShiftLeft+Digit1");
  expect(() => singleKey("@", de)).toThrow("AltRight+KeyQ");
  expect(() => singleKey("Control+A", us)).toThrow(OptionError);
});
