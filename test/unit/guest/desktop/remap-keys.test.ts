import { expect, test } from "vitest";
import { parseKeyMap } from "../../../../src/guest/desktop/remap-keys.ts";

test("reads keys with their symbols", () => {
  expect(parseKeyMap("97=0,0 136=65385,0,65385")).toEqual([
    { keycode: 97, symbols: [0, 0] },
    { keycode: 136, symbols: [65385, 0, 65385] },
  ]);
});

test.each(["", "136", "x=1", "136=a", "136=1 ;rm=2"])("ignores what is no key: %j", (map) => {
  expect(parseKeyMap(map).every(({ keycode, symbols }) => keycode === 136 && symbols.join() === "1")).toBe(true);
});
