import { expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import type { Region } from "../../../../src/base/geometry/region.ts";
import { hasAppeared, type TextPlaces } from "../../../../src/input/text/new-places.ts";

const [top, middle, bottom] = [0, 20, 40].map((y) => ({ x: 0, y, width: 10, height: 10 })) as [Region, Region, Region];

/** A text at some places, each painted in a colour. */
function shown(...texts: readonly (readonly [place: Region, colour: number])[]): TextPlaces {
  const frame: Frame = { width: 10, height: 50, data: new Uint8Array(10 * 50 * 4) };
  for (const [{ y }, colour] of texts) frame.data.fill(colour, y * 40, (y + 10) * 40);
  return { frame, places: texts.map(([place]) => place) };
}

test.each([
  ["where nothing stood", shown([top, 1]), shown(), []],
  ["below the same text", shown([top, 1], [middle, 1]), shown([top, 1]), [top]],
  ["below the same text, which scrolled", shown([top, 1], [middle, 1]), shown([middle, 1]), [middle]],
  ["where the same text stood and was cleared", shown([top, 1]), shown([top, 1]), []],
  ["while another place with it, which looks different, is gone", shown([top, 1]), shown([bottom, 2]), []],
])("a text has appeared %s", (_name, now, before, firstChanges) => {
  expect(hasAppeared(now, before, firstChanges)).toBe(true);
});

test.each([
  ["stood there", shown([top, 1]), shown([top, 1]), [top]],
  ["stood there in another colour", shown([top, 1]), shown([top, 2]), [top]],
  ["moved there", shown([top, 1]), shown([middle, 1]), []],
  ["is not there", shown(), shown([top, 1]), []],
])("a text that %s has not", (_name, now, before, firstChanges) => {
  expect(hasAppeared(now, before, firstChanges)).toBe(false);
});

test("of two texts that look the same, one has moved", () => {
  expect(hasAppeared(shown([top, 1], [middle, 1]), shown([bottom, 1]), [])).toBe(true);
});
