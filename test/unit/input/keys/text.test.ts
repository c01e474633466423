import fc from "fast-check";
import { expect, test } from "vitest";
import { OptionError } from "../../../../src/base/errors.ts";
import { scanCodes } from "../../../../src/input/keys/codes.ts";
import { eventsOf, portionsOf, pressAndRelease } from "../../../../src/input/keys/events.ts";
import { strokesOfLayout } from "../../../../src/input/keys/layout.ts";
import { layoutNamed } from "../../../../src/input/keys/layouts/index.ts";
import { charactersOf, strokesOfText } from "../../../../src/input/keys/text.ts";
import { humanDelayMs, humanPauses } from "../../../../src/input/keys/timing.ts";

const us = strokesOfLayout(layoutNamed("us"));
const intl = strokesOfLayout(layoutNamed("us(intl)"));
const de = strokesOfLayout(layoutNamed("de"));
const strokes = (text: string) => strokesOfText(text, layoutNamed("us"), us);

/** The text that a US keyboard makes of key events. */
function typed(events: ReturnType<typeof eventsOf>): string {
  const shifts: number[] = [scanCodes.ShiftLeft];
  const held = new Set<number>();
  let text = "";
  for (const { scanCode, down } of events) {
    expect(held.has(scanCode)).toBe(!down);
    if (down) held.add(scanCode);
    else held.delete(scanCode);
    if (!down || shifts.includes(scanCode)) continue;
    const shifted = held.has(scanCodes.ShiftLeft);
    const found = [...us].find(
      ([, { code, modifiers }]) => scanCodes[code] === scanCode && modifiers.length > 0 === shifted,
    );
    // Keys without a second level are the same with Shift.
    text += found?.[0] ?? [...us].find(([, { code }]) => scanCodes[code] === scanCode)?.[0] ?? "";
  }
  expect([...held]).toEqual([]);
  return text;
}

const typeable = fc.array(fc.constantFrom(...us.keys()), { maxLength: 60 }).map((characters) => characters.join(""));

test("the events of a text type it, whole or in portions, and leave no key held", () => {
  fc.assert(
    fc.property(typeable, fc.integer({ min: 6, max: 30 }), (text, most) => {
      expect(typed(eventsOf(strokes(text)))).toBe(text);
      const portions = portionsOf(strokes(text), most).map(eventsOf);
      expect(portions.map(typed).join("")).toBe(text);
      expect(portions.filter(({ length }) => length === 0 || length > most)).toEqual([]);
    }),
  );
});

test("Shift stays down between characters that need it", () => {
  expect(eventsOf(strokes("AB")).length).toBe(6);
  expect(eventsOf(strokes("A b")).length).toBe(8);
});

test("a portion does not end within a composed character", () => {
  const text = "äéîñöàôê".repeat(3);
  const portions = portionsOf(strokesOfText(text, layoutNamed("us(intl)"), intl), 8);
  expect(portions.length).toBeGreaterThan(4);
  expect(portions.filter((portion) => portion.at(-1)?.continues)).toEqual([]);
  expect(portions.flat().filter(({ continues }) => continues).length).toBeGreaterThan(8);
});

test("releases keys in reverse order", () => {
  const { downs, ups } = pressAndRelease(["ControlLeft", "KeyA"]);
  expect(downs.map(({ scanCode }) => scanCode)).toEqual([scanCodes.ControlLeft, scanCodes.KeyA]);
  expect(ups).toEqual([
    { scanCode: scanCodes.KeyA, down: false },
    { scanCode: scanCodes.ControlLeft, down: false },
  ]);
});

test("a line end is Enter, and an accent may be a separate code point", () => {
  expect(strokes("a\r\nb\rc\n").map(({ code }) => code)).toEqual(["KeyA", "Enter", "KeyB", "Enter", "KeyC", "Enter"]);
  expect(strokesOfText("u\u0308", layoutNamed("de"), de)).toEqual([{ code: "BracketLeft", modifiers: [] }]);
});

test.each([
  ["grün", '"ü" (U+00FC)', 3],
  ["ok 👍", '"👍" (U+1F44D)', 4],
  ["a\u0007b", "U+0007", 2],
])("the error for %j names the character", (text, character, position) => {
  expect(() => strokes(text)).toThrow(OptionError);
  expect(() => strokes(text)).toThrow(`character ${character} cannot be typed`);
  expect(() => strokes(text)).toThrow(`position=${position}`);
});

test("human rhythm is uneven, keeps its average, and is reproducible", () => {
  const pauses = [...humanPauses(2000, "hello")];
  const average = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length;
  expect(average).toBeCloseTo(humanDelayMs, -1);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(humanDelayMs * 0.6);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(humanDelayMs * 1.4);
  expect(new Set(pauses).size).toBeGreaterThan(1900);
  expect([...humanPauses(2000, "hello")]).toEqual(pauses);
  expect([...humanPauses(3, "other")]).not.toEqual(pauses.slice(0, 3));
});

test.each([
  ["an accent joins its letter", "e\u0301A\u030ao\u0302\u0301", ["é", "Å", "\u1ed1"]],
  ["Hangul is composed", "\u1112\u1161\u11ab", ["한"]],
  ["a line's end is one character", "a\r\nb\rc", ["a", "\n", "b", "\n", "c"]],
  ["signs that are other characters in NFC stay", "\u212b\u2126\u212a\uf900", ["\u212b", "\u2126", "\u212a", "\uf900"]],
  ["letters that NFC takes apart stay", "\u0958e\u0301", ["\u0958", "é"]],
])("%s", (_name, text, characters) => {
  expect(charactersOf(text)).toEqual(characters);
});

test("a layout's own key types a letter that NFC takes apart", () => {
  const indian = layoutNamed("in");
  const keys = strokesOfLayout(indian);
  for (const letter of ["\u0958", "\u095c"]) {
    expect(keys.get(letter)).toBeDefined();
    expect(strokesOfText(letter, indian, keys)).toEqual([keys.get(letter)]);
  }
});
