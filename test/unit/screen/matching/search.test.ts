import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { crop, type Frame } from "../../../../src/base/geometry/frame.ts";
import { coincide } from "../../../../src/base/geometry/places.ts";
import type { Region } from "../../../../src/base/geometry/region.ts";
import { readPng } from "../../../../src/screen/files/png.ts";
import { Planes } from "../../../../src/screen/matching/planes.ts";
import { Search } from "../../../../src/screen/matching/search.ts";

let screen: Frame;
let planes: Planes;
beforeAll(async () => {
  const file = fileURLToPath(new URL("../../../e2e/reference/desktop.png", import.meta.url));
  // The upper left part, with the panel and two icons.
  screen = crop(await readPng(file), { x: 0, y: 0, width: 320, height: 280 });
  planes = Planes.of(screen);
});

function searchFor(reference: Frame): Search {
  return new Search(reference, new Uint8Array(reference.width * reference.height).fill(1), undefined);
}

const place = fc.record({
  x: fc.nat(200),
  y: fc.nat(180),
  width: fc.integer({ min: 20, max: 100 }),
  height: fc.integer({ min: 20, max: 100 }),
});

/** Whether a region has both vertical and horizontal edges: with only one kind, its position is ambiguous. */
function isTelling(part: Region): boolean {
  const { edges } = Planes.of(crop(screen, part));
  const count = (bits: number): number => edges.filter((bit) => (bit & bits) !== 0).length;
  return count(1 | 16) >= 20 && count(4 | 64) >= 20;
}

/** The mean difference of the channels. */
function difference(a: Frame, b: Frame): number {
  return a.data.reduce((sum, value, index) => sum + Math.abs(value - (b.data[index] ?? 0)), 0) / a.data.length;
}

/** Regions with many adjacent candidates, where the right one is not the first. */
const ambiguous: readonly Region[] = [
  { x: 42, y: 95, width: 36, height: 24 },
  { x: 58, y: 95, width: 28, height: 21 },
  { x: 55, y: 95, width: 44, height: 25 },
  { x: 97, y: 21, width: 34, height: 94 },
  { x: 93, y: 26, width: 62, height: 93 },
];

test("finds any region with structure where it is, or where the same pixels are", () => {
  fc.assert(
    fc.property(place, (region) => {
      fc.pre(isTelling(region));
      const found = searchFor(crop(screen, region)).look(planes, undefined);
      expect(found?.similarity).toBeCloseTo(1, 3);
      const there = crop(screen, { ...region, x: found?.x ?? 0, y: found?.y ?? 0 });
      expect(difference(there, crop(screen, region))).toBeLessThan(0.5);
    }),
    { numRuns: 60, examples: ambiguous.map((region) => [region]) },
  );
});

test("after any change, searching the changes equals searching everything", () => {
  const change = fc.record({ from: place, to: fc.record({ x: fc.nat(200), y: fc.nat(160) }), shade: fc.nat(60) });
  fc.assert(
    fc.property(place, fc.array(change, { minLength: 1, maxLength: 4 }), (region, changes) => {
      fc.pre(isTelling(region));
      const search = searchFor(crop(screen, region));
      const seen = Planes.of(screen);
      search.look(seen, undefined);
      const now = { ...screen, data: new Uint8Array(screen.data) };
      for (const { from, to, shade } of changes) {
        const part = crop(screen, from);
        part.data.forEach((value, index) => {
          part.data[index] = Math.min(255, value + shade);
        });
        for (let row = 0; row < part.height; row++) {
          const line = part.data.subarray(row * part.width * 4, (row + 1) * part.width * 4);
          now.data.set(line, ((to.y + row) * now.width + to.x) * 4);
        }
        const changed = { ...to, width: part.width, height: part.height };
        seen.update(crop(now, changed), changed);
        const found = search.look(seen, [changed]);
        expect(found).toEqual(searchFor(crop(screen, region)).look(Planes.of(now), undefined));
      }
    }),
    { numRuns: 40 },
  );
});

test("the search for all places finds the best one too, and no place of a certain one twice", () => {
  fc.assert(
    fc.property(place, (region) => {
      fc.pre(isTelling(region));
      const places = searchFor(crop(screen, region)).lookForAll(planes, undefined);
      const certain = places.filter(({ similarity }) => similarity >= 0.97);
      expect(certain.length).toBeGreaterThan(0);
      const boxes = certain.map(({ x, y }) => ({ ...region, x, y }));
      for (const [index, box] of boxes.entries()) {
        expect(boxes.slice(index + 1).some((other) => coincide(box, other))).toBe(false);
      }
    }),
    { numRuns: 30 },
  );
});
