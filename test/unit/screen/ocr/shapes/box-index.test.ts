import fc from "fast-check";
import { expect, test } from "vitest";
import type { Region } from "../../../../../src/base/geometry/region.ts";
import { BoxIndex } from "../../../../../src/screen/ocr/shapes/box-index.ts";

const box = fc.record({
  x: fc.nat(200),
  y: fc.nat(400),
  width: fc.integer({ min: 1, max: 60 }),
  height: fc.integer({ min: 1, max: 120 }),
});

test("exactly the boxes within reach are there, each once", () => {
  fc.assert(
    fc.property(fc.array(box), box, fc.nat(40), (boxes, region, reach) => {
      const isNear = ({ y, height }: Region): boolean =>
        Math.max(region.y - (y + height), y - (region.y + region.height)) <= reach;
      const expected = boxes.flatMap((each, at) => (isNear(each) ? [at] : []));
      const indices = [...new BoxIndex(boxes).near(region, reach)].map(([at]) => at);
      expect(indices.sort((a, b) => a - b)).toEqual(expected);
    }),
  );
});
