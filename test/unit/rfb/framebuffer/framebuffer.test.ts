import { expect, test } from "vitest";
import { RfbFormatError } from "../../../../src/rfb/errors.ts";
import { Framebuffer } from "../../../../src/rfb/framebuffer/framebuffer.ts";
import { solid } from "../../../support/rfb/rfb-bytes.ts";

const red = [255, 0, 0] as const;

function pixel(framebuffer: Framebuffer, x: number, y: number): number[] {
  const at = (y * framebuffer.width + x) * 4;
  return [...framebuffer.frame.data.subarray(at, at + 4)];
}

test("starts black and opaque", () => {
  const framebuffer = new Framebuffer(3, 2);
  expect(framebuffer.frame.data.length).toBe(24);
  expect(pixel(framebuffer, 2, 1)).toEqual([0, 0, 0, 255]);
});

test("paints red, green, blue and always opaque", () => {
  const framebuffer = new Framebuffer(4, 4);
  framebuffer.paintBytes({ x: 1, y: 2, width: 1, height: 1 }, Buffer.from([1, 2, 3, 0]));
  expect(pixel(framebuffer, 1, 2)).toEqual([1, 2, 3, 255]);
  expect(pixel(framebuffer, 2, 2)).toEqual([0, 0, 0, 255]);
});

test("swaps red and blue for a server that sends blue first, but not when copying", () => {
  const framebuffer = new Framebuffer(2, 1, "bgr");
  framebuffer.paintBytes({ x: 0, y: 0, width: 1, height: 1 }, Buffer.from([1, 2, 255, 0]));
  expect(pixel(framebuffer, 0, 0)).toEqual([255, 2, 1, 255]);
  framebuffer.copy({ x: 0, y: 0, width: 1, height: 1 }, { x: 1, y: 0, width: 1, height: 1 });
  expect(pixel(framebuffer, 1, 0)).toEqual([255, 2, 1, 255]);
});

test("accepts unaligned bytes", () => {
  for (let offset = 0; offset < 4; offset++) {
    const framebuffer = new Framebuffer(1, 1);
    const memory = new Uint8Array(16);
    memory.set([9, 8, 7, 6], offset);
    framebuffer.paintBytes({ x: 0, y: 0, width: 1, height: 1 }, memory.subarray(offset, offset + 4));
    expect(pixel(framebuffer, 0, 0)).toEqual([9, 8, 7, 255]);
  }
});

test("damage covers the pixels that changed", () => {
  const framebuffer = new Framebuffer(100, 100);
  const all = { x: 0, y: 0, width: 100, height: 100 };
  framebuffer.paintBytes(all, solid(10_000, [0, 0, 0]));
  expect(framebuffer.damage.take()).toEqual([]);
  const pixels = solid(10_000, [0, 0, 0]);
  for (const [x, y] of [
    [5, 3],
    [9, 4],
    [7, 20],
    [50, 60],
  ] as const)
    pixels[(y * 100 + x) * 4] = 1;
  framebuffer.paintBytes(all, pixels);
  expect(framebuffer.damage.take()).toEqual([
    { x: 5, y: 3, width: 5, height: 18 },
    { x: 50, y: 60, width: 1, height: 1 },
  ]);
  framebuffer.paintBytes(all, pixels);
  expect(framebuffer.damage.take()).toEqual([]);
});

test("a snapshot does not change", () => {
  const framebuffer = new Framebuffer(1, 1);
  const before = framebuffer.snapshot();
  framebuffer.paintBytes({ x: 0, y: 0, width: 1, height: 1 }, solid(1, red));
  expect([...before.data]).toEqual([0, 0, 0, 255]);
  expect([...framebuffer.snapshot().data]).toEqual([255, 0, 0, 255]);
});

test("a new size gives a new frame, the same size does not", () => {
  const framebuffer = new Framebuffer(2, 2);
  const { frame } = framebuffer;
  expect(framebuffer.resize(2, 2)).toBe(false);
  expect(framebuffer.frame).toBe(frame);
  expect(framebuffer.resize(3, 2)).toBe(true);
  expect(framebuffer.frame.data.length).toBe(24);
});

test("rejects unreasonable sizes, and rectangles outside the screen", () => {
  expect(() => new Framebuffer(65535, 65535)).toThrow(RfbFormatError);
  const framebuffer = new Framebuffer(10, 10);
  expect(() => framebuffer.check({ x: 5, y: 0, width: 6, height: 1 })).toThrow(RfbFormatError);
  expect(() => framebuffer.check({ x: 0, y: 10, width: 1, height: 1 })).toThrow(RfbFormatError);
  framebuffer.check({ x: 0, y: 0, width: 10, height: 10 });
});
