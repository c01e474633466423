// Whether a frame shows the finished desktop, compared region by region with a reference.
import { readFile } from "node:fs/promises";
import { decode } from "fast-png";
import type { Frame } from "../../src/base/geometry/frame.ts";
import type { Region } from "../../src/base/geometry/region.ts";

/** The parts of the embedded image's desktop, on a screen of 1280x800. The clock is left out. */
export const desktopRegions: Readonly<Record<string, Region>> = {
  "applications menu": { x: 0, y: 0, width: 112, height: 26 },
  panel: { x: 200, y: 0, width: 900, height: 26 },
  "file system icon": { x: 30, y: 45, width: 82, height: 80 },
  "home icon": { x: 30, y: 162, width: 82, height: 80 },
  background: { x: 300, y: 200, width: 700, height: 400 },
  dock: { x: 540, y: 752, width: 200, height: 48 },
};

/** Tolerance per channel: rendering differs in the last bits between versions of a library. */
const tolerance = 24;

/** The fraction of a region's pixels that must match the reference. */
const share = 0.98;

/** The names of the regions that differ from the finished desktop. */
export async function missingFrom(frame: Frame): Promise<string[]> {
  const decoded = decode(await readFile(new URL("reference/desktop.png", import.meta.url)));
  const reference = { width: decoded.width, height: decoded.height, data: Uint8Array.from(decoded.data) };
  return Object.entries(desktopRegions)
    .filter(([, region]) => similarityIn(frame, reference, region) < share)
    .map(([name]) => name);
}

function similarityIn(frame: Frame, reference: Frame, { x, y, width, height }: Region): number {
  let alike = 0;
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) if (samePixel(frame, reference, column, row)) alike++;
  }
  return alike / (width * height);
}

function samePixel(a: Frame, b: Frame, x: number, y: number): boolean {
  const [first, second] = [(y * a.width + x) * 4, (y * b.width + x) * 4];
  return [0, 1, 2].every(
    (channel) => Math.abs((a.data[first + channel] ?? -1000) - (b.data[second + channel] ?? -1000)) <= tolerance,
  );
}
