import { expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import { placementOf, VideoCanvas } from "../../../../src/recording/frames/video-canvas.ts";

function frameOf(width: number, height: number, level: (x: number, y: number) => number): Frame {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.fill(level(x, y), (y * width + x) * 4, (y * width + x) * 4 + 3);
  }
  return { width, height, data };
}

/** The frame's brightness, row by row. */
function rows({ frame: { width, height, data } }: VideoCanvas): number[][] {
  return Array.from({ length: height }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}

const white = (): number => 255;

test("centres a smaller screen at its own size", () => {
  const size = { width: 1280, height: 800 };
  expect(placementOf({ width: 720, height: 400 }, size)).toEqual({
    scale: 1,
    area: { x: 280, y: 200, width: 720, height: 400 },
  });
  const stage = new VideoCanvas(frameOf(8, 4, white));
  stage.resize(frameOf(4, 2, white));
  const empty = new Array(8).fill(16);
  const band = [16, 16, 235, 235, 235, 235, 16, 16];
  expect(rows(stage)).toEqual([empty, band, band, empty]);
  expect(stage.locate(0, 0)).toEqual({ x: 2, y: 1 });
});

test("scales a larger screen down until it fits", () => {
  const size = { width: 1280, height: 800 };
  expect(placementOf({ width: 1920, height: 1080 }, size)).toEqual({
    scale: 2 / 3,
    area: { x: 0, y: 40, width: 1280, height: 720 },
  });
  const stage = new VideoCanvas(frameOf(4, 4, white));
  stage.resize(frameOf(8, 4, (x) => (x % 2 === 0 ? 0 : 255)));
  const grey = [125, 125, 125, 125];
  expect(rows(stage)).toEqual([[16, 16, 16, 16], grey, grey, [16, 16, 16, 16]]);
  expect(stage.locate(7, 3)).toEqual({ x: 4, y: 3 });
});

test("paints a change at its scaled position", () => {
  const stage = new VideoCanvas(frameOf(4, 4, white));
  const screen = frameOf(8, 8, white);
  stage.resize(screen);
  for (const pixel of [54, 55, 62, 63]) screen.data.fill(0, pixel * 4, pixel * 4 + 3);
  stage.paint(screen, { x: 6, y: 6, width: 2, height: 2 });
  const light = [235, 235, 235, 235];
  expect(rows(stage)).toEqual([light, light, light, [235, 235, 235, 16]]);
});

test("fills the frame again when the screen returns to its size", () => {
  const stage = new VideoCanvas(frameOf(4, 4, white));
  stage.resize(frameOf(2, 2, white));
  expect(rows(stage)[0]).toEqual([16, 16, 16, 16]);
  stage.resize(frameOf(4, 4, white));
  expect(rows(stage).flat()).toEqual(new Array(16).fill(235));
});
