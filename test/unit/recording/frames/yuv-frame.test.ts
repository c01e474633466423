import fc from "fast-check";
import { expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import { videoSize, YuvFrame } from "../../../../src/recording/frames/yuv-frame.ts";

/** BT.709 in limited range, as in the recommendation. */
function yuv([red = 0, green = 0, blue = 0]: readonly number[]): [number, number, number] {
  const brightness = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const colour = (value: number, most: number): number => 128 + (((value - brightness) / most) * 224) / 255;
  return [16 + (brightness * 219) / 255, colour(blue, 1.8556), colour(red, 1.5748)];
}

function frameOf(width: number, height: number, colour: (x: number, y: number) => readonly number[]): Frame {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colour(x, y).slice(0, 3), (y * width + x) * 4);
  }
  return { width, height, data };
}

const whole = ({ width, height }: Frame) => ({ x: 0, y: 0, width, height });

test("converts colours as BT.709, rounded to nearest", () => {
  const channel = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.array(fc.tuple(channel, channel, channel), { minLength: 4, maxLength: 4 }), (colours) => {
      const frame = frameOf(2, 2, (x, y) => colours[y * 2 + x] ?? []);
      const yuv420 = new YuvFrame(frame);
      yuv420.convert(frame, whole(frame));
      const wanted = colours.map(yuv);
      for (const [index, [y]] of wanted.entries()) expect(Math.abs((yuv420.data[index] ?? 0) - y)).toBeLessThan(0.51);
      const mean = (part: 1 | 2): number => wanted.reduce((sum, colour) => sum + colour[part], 0) / 4;
      expect(Math.abs((yuv420.data[4] ?? 0) - mean(1))).toBeLessThan(0.51);
      expect(Math.abs((yuv420.data[5] ?? 0) - mean(2))).toBeLessThan(0.51);
    }),
  );
});

test("black, white and grey have no chroma", () => {
  for (const [level, brightness] of [
    [0, 16],
    [255, 235],
    [128, 126],
  ] as const) {
    const frame = frameOf(2, 2, () => [level, level, level]);
    const yuv420 = new YuvFrame(frame);
    yuv420.convert(frame, whole(frame));
    expect([...yuv420.data]).toEqual([brightness, brightness, brightness, brightness, 128, 128]);
  }
});

test("converting the changed regions equals converting everything", () => {
  const region = fc.record({
    x: fc.integer({ min: 0, max: 10 }),
    y: fc.integer({ min: 0, max: 8 }),
    width: fc.integer({ min: 1, max: 11 }),
    height: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 11 }), fc.integer({ min: 8, max: 9 }), region, (width, height, given) => {
      const changed = {
        ...given,
        width: Math.min(given.width, width - given.x),
        height: Math.min(given.height, height - given.y),
      };
      if (changed.width < 1 || changed.height < 1) return;
      const inside = (x: number, y: number): boolean =>
        x >= changed.x && x < changed.x + changed.width && y >= changed.y && y < changed.y + changed.height;
      const before = frameOf(width, height, (x, y) => [x * 20, y * 20, 90]);
      const after = frameOf(width, height, (x, y) => (inside(x, y) ? [255 - x * 9, 40, y * 25] : [x * 20, y * 20, 90]));
      const partly = new YuvFrame(videoSize(before));
      partly.convert(before, whole(before));
      partly.convert(after, changed);
      const wholly = new YuvFrame(videoSize(after));
      wholly.convert(after, whole(after));
      expect(Buffer.compare(partly.data, wholly.data)).toBe(0);
    }),
  );
});

test("repeats the last column and row of an odd-sized screen", () => {
  const frame = frameOf(3, 3, (x, y) => (x === 2 || y === 2 ? [255, 255, 255] : [0, 0, 0]));
  expect(videoSize(frame)).toEqual({ width: 4, height: 4 });
  const yuv420 = new YuvFrame(videoSize(frame));
  yuv420.convert(frame, whole(frame));
  expect([...yuv420.data.subarray(0, 16)]).toEqual(
    [
      [16, 16, 235, 235],
      [16, 16, 235, 235],
      [235, 235, 235, 235],
      [235, 235, 235, 235],
    ].flat(),
  );
  expect([...yuv420.data.subarray(16)]).toEqual(new Array(8).fill(128));
});
