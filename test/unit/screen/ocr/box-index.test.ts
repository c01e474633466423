import fc from "fast-check";
import { expect, test } from "vitest";
import { BoxIndex } from "../../../../src/screen/ocr/box-index.ts";

const box = fc.record({
  x: fc.nat(200),
  y: fc.nat(400),
  width: fc.integer({ min: 1, max: 60 }),
  height: fc.integer({ min: 1, max: 120 }),
});

test("no box within reach is left out, and each is there once, in order", () => {
  fc.assert(
    fc.property(fc.array(box), box, fc.nat(40), (boxes, region, reach) => {
      const indices = new BoxIndex(boxes).near(region, reach).map(([at]) => at);
      expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
      for (const [at, { y, height }] of boxes.entries()) {
        const gap = Math.max(region.y - (y + height), y - (region.y + region.height));
        if (gap <= reach) expect(indices).toContain(at);
      }
    }),
  );
});

test("boxes far above and below are left out", () => {
  const rows = Array.from({ length: 40 }, (_, row) => ({ x: 0, y: row * 20, width: 10, height: 10 }));
  expect(new BoxIndex(rows).near({ x: 0, y: 400, width: 10, height: 10 }, 4).length).toBeLessThan(5);
});
