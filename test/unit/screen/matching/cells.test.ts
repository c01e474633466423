import fc from "fast-check";
import { expect, test } from "vitest";
import { type Cell, cutIntoCells } from "../../../../src/screen/matching/cells.ts";
import { Planes } from "../../../../src/screen/matching/planes.ts";
import { drawn, noise } from "../../../support/frames.ts";

const size = { width: fc.integer({ min: 1, max: 50 }), height: fc.integer({ min: 1, max: 50 }) };

function cellsOf(width: number, height: number, mask = new Uint8Array(width * height).fill(1)): (Cell | undefined)[] {
  return [...cutIntoCells(Planes.of(noise(width, height)), mask).cells];
}

/** How often each pixel of the reference is compared. */
function coverage(cells: readonly (Cell | undefined)[], width: number, height: number): number[] {
  const counts = new Array<number>(width * height).fill(0);
  for (const cell of cells) {
    cell?.across.forEach((x, index) => {
      const at = (cell.down[index] ?? 0) * width + x;
      counts[at] = (counts[at] ?? 0) + 1;
    });
  }
  return counts;
}

test("cells are about 12 pixels wide and high, and there is at least one", () => {
  const shape = (width: number, height: number): number[] => {
    const { columns, rows, cells } = cutIntoCells(
      Planes.of(noise(width, height)),
      new Uint8Array(width * height).fill(1),
    );
    return [columns, rows, cells.length];
  };
  expect([shape(36, 24), shape(40, 17), shape(3, 1)]).toEqual([
    [3, 2, 6],
    [3, 1, 3],
    [1, 1, 1],
  ]);
});

test("each pixel of the mask is compared once, and no other", () => {
  fc.assert(
    fc.property(fc.record(size), fc.nat(2 ** 32 - 1), ({ width, height }, seed) => {
      const mask = Uint8Array.from({ length: width * height }, (_, at) => (Math.imul(at + 1, seed | 1) >>> 30) & 1);
      expect(coverage(cellsOf(width, height, mask), width, height)).toEqual([...mask]);
    }),
    { numRuns: 20 },
  );
});

test("a cell's pixels lie within it", () => {
  for (const cell of cellsOf(40, 30)) {
    if (!cell) throw new Error("everything is compared");
    expect(cell.across.every((x) => x >= cell.x && x < cell.x + cell.width)).toBe(true);
    expect(cell.down.every((y) => y >= cell.y && y < cell.y + cell.height)).toBe(true);
  }
});

test("the parts of a cell follow each other, and have its sum and energy together", () => {
  fc.assert(
    fc.property(fc.record(size), fc.nat(2 ** 32 - 1), ({ width, height }, seed) => {
      const mask = Uint8Array.from({ length: width * height }, (_, at) => (Math.imul(at + 1, seed | 1) >>> 31) & 1);
      for (const cell of cellsOf(width, height, mask)) {
        if (!cell) continue;
        const { parts } = cell;
        expect(parts.map(({ start }) => start)).toEqual([0, ...parts.slice(0, -1).map(({ end }) => end)]);
        expect(parts.at(-1)?.end).toBe(cell.centred.length);
        expect(parts.reduce((sum, part) => sum + part.sum, 0)).toBeCloseTo(0, 6);
        expect(parts.reduce((sum, part) => sum + part.energy, 0)).toBeCloseTo(cell.energy, 6);
      }
    }),
    { numRuns: 10 },
  );
});

test("no part but the first has fewer than four pixels", () => {
  const mask = new Uint8Array(12 * 12).fill(1);
  // Three pixels are left of the lower right part.
  for (let y = 6; y < 12; y++) for (let x = 6; x < 12; x++) mask[y * 12 + x] = y === 6 && x < 9 ? 1 : 0;
  const [cell] = cellsOf(12, 12, mask);
  expect(cell?.parts.map(({ start, end }) => end - start)).toEqual([36, 36, 39]);
});

test("a cell of which nothing is compared is left out, and the others keep their places", () => {
  const mask = Uint8Array.from({ length: 36 * 12 }, (_, at) => (at % 36 < 12 || at % 36 >= 24 ? 1 : 0));
  expect(cellsOf(36, 12, mask).map((cell) => cell?.x)).toEqual([0, undefined, 24]);
});

test("a cell has the means of its own pixels", () => {
  const planes = Planes.of(drawn(24, 12, (x) => (x < 12 ? [90, 90, 90] : [200, 0, 0])));
  const [grey, red] = cutIntoCells(planes, new Uint8Array(24 * 12).fill(1)).cells;
  expect([grey?.redGreen, grey?.blueGreen, red?.redGreen, red?.blueGreen]).toEqual([128, 128, 228, 128]);
  expect(grey?.brightness).toBeGreaterThan(red?.brightness ?? 255);
});
