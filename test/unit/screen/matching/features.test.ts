import { expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import { edgeCount, type Features, fineFeatures, searchFeatures } from "../../../../src/screen/matching/features.ts";
import { around, Planes } from "../../../../src/screen/matching/planes.ts";
import { drawn, noise } from "../../../support/frames.ts";

const all = ({ width, height }: Frame): Uint8Array => new Uint8Array(width * height).fill(1);

interface Place {
  readonly x: number;
  readonly y: number;
  readonly bits: number;
}

function placesOf({ x, y, bits }: Features): Place[] {
  return [...x].map((left, index) => ({ x: left, y: y[index] ?? 0, bits: bits[index] ?? 0 }));
}

/** A window: an edge around a flat surface. */
const window = drawn(120, 90, (x, y) => (x >= 20 && x < 100 && y >= 20 && y < 70 ? 240 : 40));

test("a search looks at 96 edges and a flat place after every third", () => {
  const places = placesOf(searchFeatures(Planes.of(window), all(window)));
  expect(places).toHaveLength(96 + 32);
  const flat = places.flatMap(({ bits }, index) => (bits === 0 ? [index] : []));
  expect(flat).toEqual(Array.from({ length: 32 }, (_, count) => 4 * count + 3));
});

test("an edge may have its own direction or one beside it", () => {
  const planes = Planes.of(window);
  for (const { x, y, bits } of placesOf(fineFeatures(planes, all(window)))) {
    expect(bits).toBe(around(planes.edges[y * planes.width + x] ?? 0));
  }
});

test("a flat place has no edge within three pixels", () => {
  const planes = Planes.of(window);
  const flat = placesOf(searchFeatures(planes, all(window))).filter(({ bits }) => bits === 0);
  for (const { x, y } of flat) {
    for (let row = y - 3; row <= y + 3; row++) {
      expect(planes.edges.subarray(row * 120 + x - 3, row * 120 + x + 4).every((bit) => bit === 0)).toBe(true);
    }
  }
});

test("the first places are spread over the reference", () => {
  const first = placesOf(searchFeatures(Planes.of(window), all(window))).filter(({ bits }) => bits !== 0);
  const buckets = new Set(first.slice(0, 20).map(({ x, y }) => `${Math.floor(x / 12)} ${Math.floor(y / 12)}`));
  expect(buckets.size).toBe(20);
});

test("only what is compared is looked at", () => {
  const mask = Uint8Array.from({ length: 120 * 90 }, (_, at) => (at % 120 < 60 ? 1 : 0));
  const planes = Planes.of(window);
  const places = [...placesOf(searchFeatures(planes, mask)), ...placesOf(fineFeatures(planes, mask))];
  expect(places.every(({ x }) => x < 60)).toBe(true);
  expect(edgeCount(planes, mask) * 2).toBe(edgeCount(planes, all(window)));
});

test("the places are the same each time, and none comes twice", () => {
  const frame = noise(60, 60);
  const [once, again] = [0, 1].map(() => placesOf(fineFeatures(Planes.of(frame), all(frame))));
  expect(again).toEqual(once);
  expect(new Set(once?.map(({ x, y }) => `${x} ${y}`)).size).toBe(400);
});

test("a reference without edges has no features", () => {
  const flat = drawn(40, 40, () => 200);
  expect(edgeCount(Planes.of(flat), all(flat))).toBe(0);
  expect(placesOf(searchFeatures(Planes.of(flat), all(flat)))).toEqual([]);
});
