import fc from "fast-check";
import { expect, test } from "vitest";
import { crop } from "../../../../src/base/geometry/frame.ts";
import { around, Planes } from "../../../../src/screen/matching/planes.ts";
import { drawn, noise } from "../../../support/frames.ts";

/** The value of a plane at a place. */
function at(
  planes: Planes,
  plane: "brightness" | "redGreen" | "blueGreen" | "edges" | "nearEdges",
  x: number,
  y: number,
): number | undefined {
  return planes[plane][y * planes.width + x];
}

test("a flat frame has its brightness everywhere, no colour and no edges", () => {
  const planes = Planes.of(drawn(6, 5, () => 200));
  expect(new Set(planes.brightness)).toEqual(new Set([200]));
  expect(new Set([...planes.redGreen, ...planes.blueGreen])).toEqual(new Set([128]));
  expect(new Set([...planes.edges, ...planes.nearEdges])).toEqual(new Set([0]));
});

test("the brightness of a colour is what the eye sees of it, green most and blue least", () => {
  const brightness = (colour: readonly [number, number, number]) =>
    at(Planes.of(drawn(3, 3, () => colour)), "brightness", 1, 1);
  const [red, green, blue] = [brightness([255, 0, 0]), brightness([0, 255, 0]), brightness([0, 0, 255])];
  expect([red, green, blue, brightness([255, 255, 255])]).toEqual([76, 149, 28, 255]);
});

test("colours of one brightness are told apart by the colour planes", () => {
  const [red, blue] = [Planes.of(drawn(3, 3, () => [255, 0, 0])), Planes.of(drawn(3, 3, () => [0, 0, 255]))];
  expect([at(red, "redGreen", 1, 1), at(red, "blueGreen", 1, 1)]).toEqual([255, 128]);
  expect([at(blue, "redGreen", 1, 1), at(blue, "blueGreen", 1, 1)]).toEqual([128, 255]);
});

test.for([
  ["to the right", (x: number) => x, 1],
  ["to the left", (x: number) => -x, 16],
  ["downwards", (_: number, y: number) => y, 4],
  ["upwards", (_: number, y: number) => -y, 64],
  ["down to the right", (x: number, y: number) => x + y, 2],
  ["up to the left", (x: number, y: number) => -x - y, 32],
  ["down to the left", (x: number, y: number) => y - x, 8],
  ["up to the right", (x: number, y: number) => x - y, 128],
] as const)("brightness that rises %s is an edge of that direction", ([, rise, bit]) => {
  const planes = Planes.of(drawn(9, 9, (x, y) => 128 + 14 * rise(x - 4, y - 4)));
  expect(at(planes, "edges", 4, 4)).toBe(bit);
});

test("a weak shade is no edge", () => {
  const planes = Planes.of(drawn(9, 9, (x) => 100 + 7 * x));
  expect(new Set(planes.edges)).toEqual(new Set([0]));
});

test("a pixel knows the edges of its eight neighbours", () => {
  const planes = Planes.of(drawn(12, 12, (x) => (x < 6 ? 0 : 255)));
  const edged = [...Array(12).keys()].filter((x) => at(planes, "edges", x, 5) !== 0);
  const near = [...Array(12).keys()].filter((x) => at(planes, "nearEdges", x, 5) !== 0);
  expect(near).toEqual([(edged[0] ?? 0) - 1, ...edged, (edged.at(-1) ?? 0) + 1]);
});

test("after any changes, the planes are those of the frame as it is now", () => {
  const [width, height] = [24, 18];
  const change = fc.record({
    x: fc.nat(width - 1),
    y: fc.nat(height - 1),
    right: fc.nat(9),
    down: fc.nat(9),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const frame = noise(width, height);
      const planes = Planes.of(frame);
      for (const { x, y, right, down, seed } of changes) {
        const region = { x, y, width: Math.min(width - x, right + 1), height: Math.min(height - y, down + 1) };
        const part = noise(region.width, region.height, seed);
        for (let row = 0; row < region.height; row++) {
          const line = part.data.subarray(row * region.width * 4, (row + 1) * region.width * 4);
          frame.data.set(line, ((y + row) * width + x) * 4);
        }
        planes.update(crop(frame, region), region);
      }
      const anew = Planes.of(frame);
      for (const plane of ["brightness", "redGreen", "blueGreen", "edges", "nearEdges"] as const) {
        expect(planes[plane]).toEqual(anew[plane]);
      }
    }),
    { numRuns: 50 },
  );
});

test("the directions beside one go once around the circle", () => {
  expect([1, 2, 8, 64, 128].map(around)).toEqual([0b1000_0011, 0b111, 0b1_1100, 0b1110_0000, 0b1100_0001]);
});
