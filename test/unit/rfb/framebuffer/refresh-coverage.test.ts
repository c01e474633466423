import { expect, test } from "vitest";
import { RefreshCoverage } from "../../../../src/rfb/framebuffer/refresh-coverage.ts";

test("is complete once every pixel is covered, counting overlaps once", () => {
  const coverage = new RefreshCoverage({ x: 0, y: 0, width: 10, height: 4 });
  coverage.add({ x: 0, y: 0, width: 10, height: 3 });
  coverage.add({ x: 0, y: 0, width: 10, height: 3 });
  expect(coverage.complete).toBe(false);
  coverage.add({ x: 0, y: 2, width: 9, height: 2 });
  expect(coverage.complete).toBe(false);
  coverage.add({ x: 9, y: 3, width: 1, height: 1 });
  expect(coverage.complete).toBe(true);
});

test("counts only its own region", () => {
  const coverage = new RefreshCoverage({ x: 5, y: 2, width: 2, height: 2 });
  coverage.add({ x: 0, y: 0, width: 10, height: 2 });
  coverage.add({ x: 0, y: 0, width: 5, height: 10 });
  coverage.add({ x: 0, y: 3, width: 10, height: 5 });
  expect(coverage.complete).toBe(false);
  coverage.add({ x: 4, y: 2, width: 4, height: 1 });
  expect(coverage.complete).toBe(true);
});
