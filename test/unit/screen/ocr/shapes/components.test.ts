import fc from "fast-check";
import { expect, test } from "vitest";
import { componentsOf, type Mask } from "../../../../../src/screen/ocr/shapes/components.ts";

function mask(...rows: string[]): Mask {
  const data = Uint8Array.from(rows.join(""), (character) => (character === "#" ? 1 : 0));
  return { width: rows[0]?.length ?? 0, height: rows.length, data };
}

test("pixels that touch, corners included, are one component", () => {
  const found = componentsOf(mask("#..##", ".#...", "#....", "....#"));
  expect(found.map(({ x, y, width, height, area }) => [x, y, width, height, area])).toEqual([
    [0, 0, 2, 3, 3],
    [3, 0, 2, 1, 2],
    [4, 3, 1, 1, 1],
  ]);
});

test("two arms that meet further down are one component", () => {
  expect(componentsOf(mask("#.#.#", "#.#.#", "#####"))).toHaveLength(1);
  expect(componentsOf(mask("#####", "#...#", "#.#.#", "#...#", "#####"))).toHaveLength(2);
});

/** The same by flood fill. */
function spread({ width, height, data }: Mask): number {
  const left = Uint8Array.from(data);
  let count = 0;
  for (let start = 0; start < left.length; start++) {
    if (left[start] === 0) continue;
    count++;
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (left[at] === 0) continue;
      left[at] = 0;
      const [x, y] = [at % width, Math.floor(at / width)];
      for (const [column, row] of [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [x + dx, y + dy]))) {
        if (column === undefined || row === undefined) continue;
        if (column >= 0 && column < width && row >= 0 && row < height) open.push(row * width + column);
      }
    }
  }
  return count;
}

test("any mask has the components of a flood fill, and each black pixel is in one", () => {
  const masks = fc
    .integer({ min: 1, max: 12 })
    .chain((width) =>
      fc
        .integer({ min: 1, max: 12 })
        .chain((height) =>
          fc
            .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
            .map((bits) => ({ width, height, data: Uint8Array.from(bits) })),
        ),
    );
  fc.assert(
    fc.property(masks, (mask) => {
      const found = componentsOf(mask);
      expect(found).toHaveLength(spread(mask));
      const black = mask.data.reduce((sum, value) => sum + value, 0);
      expect(found.reduce((sum, { area }) => sum + area, 0)).toBe(black);
    }),
  );
});
