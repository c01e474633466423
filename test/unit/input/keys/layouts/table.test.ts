// Every layout of the table, against libxkbcommon: what its strokes type on a desktop.
import { expect, test } from "vitest";
import { eventsOf } from "../../../../../src/input/keys/events.ts";
import { isCharacter, strokesOfLayout } from "../../../../../src/input/keys/layout.ts";
import { composableCharacters } from "../../../../../src/input/keys/layouts/compose.ts";
import { type KeyboardLayoutName, layoutNamed } from "../../../../../src/input/keys/layouts/index.ts";
import { allLayouts, isListed } from "../../../../../src/input/keys/layouts/table.ts";
import { strokesOfCharacter } from "../../../../../src/input/keys/text.ts";
import { typedByXkb } from "../../../../support/input/xkb-typist.ts";

const names = allLayouts().map(({ name }) => name as KeyboardLayoutName);

/** Every character that a layout can type, and what the desktop got for it. */
function typedBack(name: KeyboardLayoutName): { wanted: string[]; typed: string } {
  const strokes = strokesOfLayout(layoutNamed(name));
  const candidates = new Set([...strokes.keys(), ...composableCharacters()]);
  const typeable = [...candidates].filter((symbol) => isCharacter(symbol) && !/\s/.test(symbol));
  const found = typeable.flatMap((character) => {
    const keys = strokesOfCharacter(character, strokes);
    return keys ? [{ character, keys }] : [];
  });
  return {
    wanted: found.map(({ character }) => character),
    typed: typedByXkb(name, eventsOf(found.flatMap(({ keys }) => keys))),
  };
}

test("every layout types all of its characters, dead keys and the compose key included", () => {
  expect(names.length).toBeGreaterThan(500);
  let count = 0;
  for (const name of names) {
    const { wanted, typed } = typedBack(name);
    expect({ name, typed }).toEqual({ name, typed: wanted.join("") });
    count += wanted.length;
  }
  expect(count).toBeGreaterThan(100_000);
}, 60_000);

test("only names are names", () => {
  expect(["us", "de(nodeadkeys)", "ch(fr_nodeadkeys)", "us(alt-intl)"].filter((name) => !isListed(name))).toEqual([]);
  expect(["", "u", "# keys", "us\tEnglish", "us(", "DE", "toString", "us(intl)\t"].filter(isListed)).toEqual([]);
});
