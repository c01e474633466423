import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { crop, type Frame } from "../../../src/base/geometry/frame.ts";
import type { Region } from "../../../src/base/geometry/region.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { compareFrames } from "../../../src/screen/compare.ts";
import { compareFramesInWorker } from "../../../src/screen/compare-in-worker.ts";
import { readPng } from "../../../src/screen/files/png.ts";

let desktop: Frame;
beforeAll(async () => {
  desktop = await readPng(fileURLToPath(new URL("../../e2e/reference/desktop.png", import.meta.url)));
});

const home: Region = { x: 40, y: 165, width: 60, height: 75 };
const drive: Region = { x: 40, y: 48, width: 60, height: 75 };

/** The desktop with a part of it copied elsewhere, each pixel's channels changed by `shade`. */
function altered(
  from: Region,
  to: { x: number; y: number },
  shade: (value: number) => number = (value) => value,
): Frame {
  const data = new Uint8Array(desktop.data);
  const part = crop(desktop, from);
  for (let row = 0; row < part.height; row++) {
    const line = part.data.subarray(row * part.width * 4, (row + 1) * part.width * 4).map(shade);
    data.set(line, ((to.y + row) * desktop.width + to.x) * 4);
  }
  return { ...desktop, data };
}

function covers(outer: Region | undefined, inner: Region): boolean {
  if (!outer) return false;
  const right = outer.x + outer.width >= inner.x + inner.width;
  return outer.x <= inner.x && outer.y <= inner.y && right && outer.y + outer.height >= inner.y + inner.height;
}

test("a screen matches itself", () => {
  const same = compareFrames(desktop, { ...desktop, data: new Uint8Array(desktop.data) });
  expect(same).toEqual({ similarity: 1, different: [] });
});

test("another icon is a difference only at its place", () => {
  const { similarity, different } = compareFrames(desktop, altered(drive, home));
  expect(similarity).toBeLessThan(0.5);
  expect(different.length).toBeGreaterThan(0);
  for (const region of different) expect(covers({ x: 16, y: 141, width: 108, height: 123 }, region)).toBe(true);
});

test("ignored regions may differ", () => {
  const other = altered(drive, home);
  expect(compareFrames(desktop, other, { ignore: [home] }).different).toEqual([]);
  expect(compareFrames(desktop, other, { ignore: [{ ...home, height: 40 }] }).different.length).toBeGreaterThan(0);
});

test("tolerates another shade and a shift by a pixel", () => {
  const whole = { x: 0, y: 0, width: desktop.width, height: desktop.height };
  expect(
    compareFrames(
      desktop,
      altered(whole, whole, (value) => Math.min(255, value + 12)),
    ).different,
  ).toEqual([]);
  expect(compareFrames(desktop, altered(home, { x: home.x + 1, y: home.y })).different).toEqual([]);
});

test("the required similarity is an option", () => {
  const other = altered(home, { x: home.x, y: home.y }, (value) => Math.min(255, value + 40));
  const { similarity } = compareFrames(desktop, other);
  expect(similarity).toBeLessThan(1);
  expect(compareFrames(desktop, other, { similarity: similarity - 0.01 }).different).toEqual([]);
  expect(compareFrames(desktop, other, { similarity: similarity + 0.01 }).different.length).toBeGreaterThan(0);
});

test("screens of different sizes differ everywhere", () => {
  const small = crop(desktop, { x: 0, y: 0, width: 640, height: 480 });
  const different = [{ x: 0, y: 0, width: 640, height: 480 }];
  expect(compareFrames(desktop, small)).toEqual({ similarity: 0, different });
});

test("gives the same result in a worker", async () => {
  const deadline = Deadline.after(60_000, "a comparison");
  for (const other of [desktop, altered(drive, home), crop(desktop, home)]) {
    const aside = await compareFramesInWorker(desktop, other, { ignore: [drive] }, deadline);
    expect(aside).toEqual(compareFrames(desktop, other, { ignore: [drive] }));
  }
});
