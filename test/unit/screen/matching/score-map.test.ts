import fc from "fast-check";
import { expect, test } from "vitest";
import { crop } from "../../../../src/base/geometry/frame.ts";
import { type Region, wholeOf } from "../../../../src/base/geometry/region.ts";
import { type Features, searchFeatures } from "../../../../src/screen/matching/features.ts";
import { Planes } from "../../../../src/screen/matching/planes.ts";
import { ScoreMap, stepPixels } from "../../../../src/screen/matching/score-map.ts";
import { drawn } from "../../../support/frames.ts";

const icon = (x: number, y: number): number => ((x * x + 3 * y * y) % 97 < 40 ? 20 : 230);
const size = { width: 24, height: 20 };

/** A grey screen with icons at these places. */
function screenWith(...places: readonly { readonly x: number; readonly y: number }[]) {
  return drawn(120, 90, (x, y) => {
    const at = places.find(
      (place) => x >= place.x && x < place.x + size.width && y >= place.y && y < place.y + size.height,
    );
    return at ? icon(x - at.x, y - at.y) : 128;
  });
}

const reference = crop(screenWith({ x: 40, y: 30 }), { x: 40, y: 30, ...size });
const features: Features = searchFeatures(Planes.of(reference), new Uint8Array(size.width * size.height).fill(1));

/** A map of the whole area, and the places of its best peaks. */
function peaksOf(screen: Planes, area: Region = wholeOf(screen), count = 10) {
  const map = new ScoreMap(size, area);
  map.update(screen, features, wholeOf(screen));
  return map.peaks(count).map((peak) => map.place(peak));
}

test("the best peak is where the reference is, to the step", () => {
  fc.assert(
    fc.property(fc.nat(96), fc.nat(70), (x, y) => {
      const [best] = peaksOf(Planes.of(screenWith({ x, y })));
      expect(Math.abs((best?.x ?? -9) - x)).toBeLessThan(stepPixels);
      expect(Math.abs((best?.y ?? -9) - y)).toBeLessThan(stepPixels);
    }),
    { numRuns: 8 },
  );
});

test("each of several places is a peak, and no more are returned than asked for", () => {
  const screen = Planes.of(screenWith({ x: 10, y: 10 }, { x: 80, y: 50 }));
  const found = peaksOf(screen, undefined, 2);
  expect(found.toSorted((a, b) => a.x - b.x)).toEqual([
    { x: 10, y: 10 },
    { x: 80, y: 50 },
  ]);
  expect(peaksOf(screen, undefined, 1)).toHaveLength(1);
});

test("only places that lie within the area whole are found", () => {
  const screen = Planes.of(screenWith({ x: 10, y: 10 }, { x: 80, y: 50 }));
  const inside = { x: 70, y: 40, width: 40, height: 40 };
  expect(peaksOf(screen, inside, 1)).toEqual([{ x: 80, y: 50 }]);
  expect(peaksOf(screen, { ...inside, width: 33 }).every(({ x }) => x + size.width <= 70 + 33)).toBe(true);
  expect(peaksOf(screen, { ...inside, width: size.width - 1 })).toEqual([]);
});

test("a screen without the reference has no peaks", () => {
  expect(peaksOf(Planes.of(drawn(120, 90, () => 128)))).toEqual([]);
});

test("after a change, an update of its region makes the map that the whole screen would", () => {
  const at = fc.record({ x: fc.nat(96), y: fc.nat(70) });
  fc.assert(
    fc.property(at, at, (before, after) => {
      const [old, now] = [screenWith(before), screenWith(after)];
      const planes = Planes.of(old);
      const map = new ScoreMap(size, wholeOf(old));
      map.update(planes, features, wholeOf(old));
      for (const place of [before, after]) {
        const region = { ...place, ...size };
        planes.update(crop(now, region), region);
        const margin = { x: place.x - 3, y: place.y - 3, width: size.width + 6, height: size.height + 6 };
        map.update(planes, features, margin);
      }
      expect(map.peaks(50).map((peak) => map.place(peak))).toEqual(peaksOf(Planes.of(now), undefined, 50));
    }),
    { numRuns: 8 },
  );
});
