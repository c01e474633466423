import { expect, test } from "vitest";
import { scanCodes } from "../../../../src/input/keys/codes.ts";
import type { Stroke } from "../../../../src/input/keys/layout.ts";
import { strokeOf } from "../../../../src/input/keys/names.ts";

const at: Stroke = { code: "KeyQ", modifiers: ["AltRight"] };
const strokes = new Map<string, Stroke>([["@", at]]);

test("each key has its name by its place, and needs nothing held", () => {
  for (const code of Object.keys(scanCodes)) expect(strokeOf(code, strokes)).toEqual({ code, modifiers: [] });
});

test.for([
  ["Control", "ControlLeft"],
  ["ControlOrMeta", "ControlLeft"],
  ["Shift", "ShiftLeft"],
  ["Alt", "AltLeft"],
  ["AltGraph", "AltRight"],
  ["Meta", "MetaLeft"],
  ["Super", "MetaLeft"],
] as const)("%s is the key %s", ([name, code]) => {
  expect(strokeOf(name, strokes)).toEqual({ code, modifiers: [] });
});

test("a character is the key that the layout has it on, with what must be held", () => {
  expect(strokeOf("@", strokes)).toBe(at);
});

test.for<[name: string, next: string]>([
  ["Ctrl", "use Control"],
  ["CTRL", "use Control"],
  ["cmd", "use Super"],
  ["esc", "use Escape"],
  ["Return", "use Enter"],
  ["PgDn", "use PageDown"],
  ["left", "use ArrowLeft"],
])("%s is refused with the name that is meant", ([name, next]) => {
  expect(() => strokeOf(name, strokes)).toThrow(expect.objectContaining({ code: "OPTION", next }));
});

test.for(["", "Nothing", "enter", "constructor", "toString", "€", "F13"])("there is no key %j", (name) => {
  expect(() => strokeOf(name, strokes)).toThrow(
    expect.objectContaining({ code: "OPTION", headline: `there is no key ${JSON.stringify(name)}` }),
  );
});

test("the error names keys that there are where none is meant", () => {
  const next = expect.stringContaining("a name such as Enter");
  for (const name of ["Nothing", "constructor", "__proto__"]) {
    expect(() => strokeOf(name, strokes)).toThrow(expect.objectContaining({ next }));
  }
});
