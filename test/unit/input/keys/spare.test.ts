import { expect, test } from "vitest";
import { scanCodes } from "../../../../src/input/keys/codes.ts";
import { spareKeysBeside } from "../../../../src/input/keys/spare.ts";

test("all spare keys are different keys", () => {
  const { forCharacters, marker } = spareKeysBeside([]);
  const keys = [...forCharacters, marker];
  expect(keys).toHaveLength(21);
  expect(new Set(keys.map(({ keycode }) => keycode)).size).toBe(21);
  expect(new Set(keys.map(({ code }) => scanCodes[code])).size).toBe(21);
  expect(marker.code).toBe("IntlRo");
});

test("a key of the layout is not spare", () => {
  const { forCharacters, marker } = spareKeysBeside([
    { code: "IntlRo", modifiers: [] },
    { code: "Lang1", modifiers: [] },
  ]);
  expect(forCharacters).toHaveLength(18);
  expect(forCharacters.map(({ code }) => code)).not.toContain("Lang1");
  expect(marker.code).toBe("IntlYen");
});
