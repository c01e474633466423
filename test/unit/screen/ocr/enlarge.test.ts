import fc from "fast-check";
import { expect, test } from "vitest";
import { enlarged } from "../../../../src/screen/ocr/enlarge.ts";

const frame = fc
  .record({ width: fc.integer({ min: 1, max: 8 }), height: fc.integer({ min: 1, max: 8 }) })
  .chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      data: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
    }),
  );
const factor = fc.constantFrom(1, 1.5, 2, 3, 4);

test("a frame of one pixel becomes one shade with a white border", () => {
  const { width, height, data } = enlarged({ width: 1, height: 1, data: Uint8Array.of(40) }, 2, 1);
  expect([width, height]).toEqual([4, 4]);
  expect([...data]).toEqual([255, 255, 255, 255, 255, 40, 40, 255, 255, 40, 40, 255, 255, 255, 255, 255]);
});

test("between two pixels the shade changes step by step", () => {
  const { data } = enlarged({ width: 2, height: 1, data: Uint8Array.of(0, 160) }, 4, 0);
  expect([...data.subarray(0, 8)]).toEqual([0, 0, 20, 60, 100, 140, 160, 160]);
});

test("at its own size a frame stays as it is", () => {
  fc.assert(fc.property(frame, (given) => void expect(enlarged(given, 1, 0)).toEqual(given)));
});

test("no shade is darker or lighter than those of the frame", () => {
  fc.assert(
    fc.property(frame, factor, (given, times) => {
      const { data } = enlarged(given, times, 0);
      expect(Math.min(...data)).toBeGreaterThanOrEqual(Math.min(...given.data));
      expect(Math.max(...data)).toBeLessThanOrEqual(Math.max(...given.data));
    }),
  );
});

test("a frame that is mirrored before is mirrored after", () => {
  const mirrored = (data: Uint8Array, width: number): number[] =>
    Array.from(data, (_, at) => data[at - (at % width) + width - 1 - (at % width)] ?? -1);
  fc.assert(
    fc.property(frame, fc.constantFrom(1, 2, 4), (given, times) => {
      const flipped = { ...given, data: Uint8Array.from(mirrored(given.data, given.width)) };
      const large = enlarged(given, times, 0);
      expect([...enlarged(flipped, times, 0).data]).toEqual(mirrored(large.data, large.width));
    }),
  );
});

test("the border is white and as wide as asked for, whatever the frame", () => {
  fc.assert(
    fc.property(frame, factor, fc.nat(4), (given, times, border) => {
      const { width, height, data } = enlarged(given, times, border);
      const [innerWidth, innerHeight] = [Math.round(given.width * times), Math.round(given.height * times)];
      expect([width, height]).toEqual([innerWidth + 2 * border, innerHeight + 2 * border]);
      const outside = data.filter((_, at) => {
        const [x, y] = [at % width, Math.floor(at / width)];
        return x < border || y < border || x >= border + innerWidth || y >= border + innerHeight;
      });
      expect(outside.every((value) => value === 255)).toBe(true);
    }),
  );
});
