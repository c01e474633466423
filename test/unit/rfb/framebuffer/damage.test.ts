import fc from "fast-check";
import { expect, test } from "vitest";
import { Damage } from "../../../../src/rfb/framebuffer/damage.ts";

test("rows that follow each other are one region around all of them", () => {
  const damage = new Damage();
  damage.addRow(5, 10, 20);
  damage.addRow(6, 4, 12);
  damage.addRow(7, 15, 30);
  expect(damage.take()).toEqual([{ x: 4, y: 5, width: 26, height: 3 }]);
});

test("up to 16 unchanged rows are bridged, and no more", () => {
  const regions = (gap: number): number => {
    const damage = new Damage();
    damage.addRow(0, 0, 1);
    damage.addRow(1 + gap, 0, 1);
    return damage.take().length;
  };
  expect([regions(0), regions(16), regions(17)]).toEqual([1, 1, 2]);
});

test("rows of another rectangle, and of the next tile, begin another region", () => {
  const damage = new Damage();
  damage.addRow(0, 0, 16);
  damage.beginRectangle();
  damage.addRow(1, 0, 16);
  damage.addRow(0, 16, 32);
  expect(damage.take()).toEqual([
    { x: 0, y: 0, width: 16, height: 1 },
    { x: 0, y: 1, width: 16, height: 1 },
    { x: 16, y: 0, width: 16, height: 1 },
  ]);
});

test("what was taken is forgotten, and does not grow with later rows", () => {
  const damage = new Damage();
  expect(damage.take()).toEqual([]);
  damage.addRow(0, 0, 4);
  const taken = damage.take();
  damage.addRow(1, 0, 8);
  expect(taken).toEqual([{ x: 0, y: 0, width: 4, height: 1 }]);
  expect(damage.take()).toEqual([{ x: 0, y: 1, width: 8, height: 1 }]);
});

test("every changed row lies within a region, and every border of a region at a changed row", () => {
  const row = fc.record({
    y: fc.nat(60),
    left: fc.nat(40),
    length: fc.integer({ min: 1, max: 20 }),
    begins: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
      const damage = new Damage();
      for (const { y, left, length, begins } of rows) {
        if (begins) damage.beginRectangle();
        damage.addRow(y, left, left + length);
      }
      const regions = damage.take();
      for (const { y, left, length } of rows) {
        const inside = regions.some(
          (region) =>
            region.x <= left &&
            left + length <= region.x + region.width &&
            region.y <= y &&
            y < region.y + region.height,
        );
        expect(inside).toBe(true);
      }
      for (const { x, y, width, height } of regions) {
        expect(rows.some((each) => each.left === x) && rows.some((each) => each.left + each.length === x + width)).toBe(
          true,
        );
        expect(rows.some((each) => each.y === y) && rows.some((each) => each.y === y + height - 1)).toBe(true);
      }
    }),
  );
});

test("of very many regions, the region around all of them is reported", () => {
  const damage = new Damage();
  for (let index = 0; index < 100_000; index++) {
    damage.beginRectangle();
    damage.addRow(index % 700, (index * 7) % 1000, ((index * 7) % 1000) + 1);
  }
  damage.addRow(900, 3, 5);
  const regions = damage.take();
  expect(regions.length).toBeLessThanOrEqual(16_384);
  expect(regions[0]).toEqual({ x: 0, y: 0, width: 1000, height: 700 });
  expect(regions.at(-1)).toEqual({ x: 3, y: 900, width: 2, height: 1 });
});
