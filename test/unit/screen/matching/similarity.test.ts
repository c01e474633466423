import fc from "fast-check";
import { expect, test } from "vitest";
import { crop, type Frame } from "../../../../src/base/geometry/frame.ts";
import { type Cells, cutIntoCells } from "../../../../src/screen/matching/cells.ts";
import { Planes } from "../../../../src/screen/matching/planes.ts";
import { cellShift, cellSimilarities, planeSimilarity } from "../../../../src/screen/matching/similarity.ts";
import { drawn, type Shade } from "../../../support/frames.ts";

/** A pattern with strokes in all directions, as on a screen. */
const strokes = (x: number, y: number): number => (((x >> 2) + (y >> 3)) % 3 === 0 || (x * y) % 11 < 3 ? 30 : 225);

const [width, height] = [36, 24];

function cellsOf(frame: Frame): Cells {
  return cutIntoCells(Planes.of(frame), new Uint8Array(frame.width * frame.height).fill(1));
}

/** How alike a reference and a screen of the same size are. */
function similarity(reference: (x: number, y: number) => Shade, screen: (x: number, y: number) => Shade): number {
  return planeSimilarity(cellsOf(drawn(width, height, reference)), Planes.of(drawn(width, height, screen)), 0, 0);
}

/** The cells of a part of a screen, without its rim, which is smoothed with what is outside of it. */
function cellsAt(screen: Frame, x: number, y: number): Cells {
  const mask = Uint8Array.from({ length: width * height }, (_, at) => {
    const [column, row] = [at % width, Math.floor(at / width)];
    return column > 0 && row > 0 && column < width - 1 && row < height - 1 ? 1 : 0;
  });
  return cutIntoCells(Planes.of(crop(screen, { x, y, width, height })), mask);
}

test("a reference is like its own place, wherever that is", () => {
  const screen = drawn(80, 60, strokes);
  const planes = Planes.of(screen);
  fc.assert(
    fc.property(fc.nat(44), fc.nat(36), (x, y) => {
      expect(planeSimilarity(cellsAt(screen, x, y), planes, x, y)).toBeCloseTo(1, 6);
    }),
    { numRuns: 15 },
  );
});

test("one other detail makes the whole unlike, as the least similar cell counts", () => {
  const changed = (x: number, y: number): number => (x >= 24 && y >= 12 ? 255 - strokes(x, y) : strokes(x, y));
  const cells = cellsOf(drawn(width, height, strokes));
  const screen = Planes.of(drawn(width, height, changed));
  const each = cellSimilarities(cells, screen, 0, 0);
  expect(each[0]).toBeGreaterThan(0.98);
  expect(each.at(-1)).toBeLessThan(0.5);
  expect(planeSimilarity(cells, screen, 0, 0)).toBe(Math.min(...(each as number[])));
});

test("noise in a flat cell changes nothing, and a stroke in it does", () => {
  const noisy = (x: number, y: number): number => 200 + ((x * 7 + y * 13) % 5) - 2;
  expect(similarity(() => 200, noisy)).toBeGreaterThan(0.95);
  expect(
    similarity(
      () => 200,
      (x) => (x % 12 < 2 ? 60 : 200),
    ),
  ).toBeLessThan(0.5);
});

test("another shade is forgiven up to 40 of 255, and ends all likeness at 110", () => {
  expect(
    similarity(
      () => 100,
      () => 139,
    ),
  ).toBe(1);
  const between = similarity(
    () => 100,
    () => 170,
  );
  expect(between).toBeGreaterThan(0.4);
  expect(between).toBeLessThan(0.7);
  expect(
    similarity(
      () => 100,
      () => 211,
    ),
  ).toBe(0);
});

test("another colour of the same brightness ends all likeness", () => {
  expect(
    similarity(
      () => [255, 0, 0],
      () => [0, 100, 153],
    ),
  ).toBe(0);
  expect(
    similarity(
      () => [120, 100, 100],
      () => [110, 105, 100],
    ),
  ).toBeGreaterThan(0.95);
});

test("a cell may lie two pixels beside its place, and not further", () => {
  const screen = drawn(80, 60, strokes);
  const cells = cellsAt(screen, 20, 16);
  const likeness = (by: number): number => planeSimilarity(cells, Planes.of(screen), 20 + by, 16 - by);
  expect(likeness(cellShift)).toBeCloseTo(1, 6);
  expect(likeness(-cellShift)).toBeCloseTo(1, 6);
  expect(likeness(cellShift + 1)).toBeLessThan(0.9);
});

test("a cell that is left out is undefined and does not count", () => {
  const mask = Uint8Array.from({ length: width * height }, (_, at) => (at % width < 24 ? 1 : 0));
  const cells = cutIntoCells(Planes.of(drawn(width, height, strokes)), mask);
  const screen = Planes.of(drawn(width, height, (x, y) => (x < 25 ? strokes(x, y) : 0)));
  const each = cellSimilarities(cells, screen, 0, 0);
  expect([each[2], each[5]]).toEqual([undefined, undefined]);
  expect(planeSimilarity(cells, screen, 0, 0)).toBeGreaterThan(0.95);
});

test("likeness is always from 0 to 1, also at the edges of the screen", () => {
  const shade = fc.constantFrom<(x: number, y: number) => Shade>(
    strokes,
    () => 0,
    (x) => x * 7,
    (x, y) => [x * 7, y * 10, 255 - x],
  );
  fc.assert(
    fc.property(shade, shade, fc.nat(44), fc.nat(36), (reference, shown, x, y) => {
      const cells = cellsOf(drawn(width, height, reference));
      const found = planeSimilarity(cells, Planes.of(drawn(80, 60, shown)), x, y);
      expect(found).toBeGreaterThanOrEqual(0);
      expect(found).toBeLessThanOrEqual(1);
    }),
    { numRuns: 8 },
  );
});
