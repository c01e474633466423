// Finds the surfaces behind text: windows, buttons, menu rows, the desktop.
import type { GreyFrame } from "./grey.ts";
import { isLargeLetter } from "./large-letters.ts";
import { rootOf } from "./shapes/union-find.ts";

/** Neighbours that differ by no more than this belong to one zone: surfaces may have gradients. */
const shadeLevels = 2;

/** Minimum size of a surface in pixels, and the share of its bounding box that it fills. Only large letters reach both. */
const solidSurface = { width: 16, height: 10, share: 0.45 };

/** A zone with more pixels is a surface of any shape, such as a terminal full of text or a window border. */
const largePixels = 1500;

/** Marks the pixels of surfaces with 1. */
export function surfacesOf(frame: GreyFrame): Uint8Array {
  const { data } = frame;
  const zones = zonesOf(frame);
  const boxes = measured(zones, frame);
  const surfaces = new Uint8Array(data.length);
  for (let at = 0; at < surfaces.length; at++) surfaces[at] = boxes[zones[at] as number] as number;
  return surfaces;
}

/** Labels each pixel with the index of the first pixel of its zone. */
function zonesOf({ width, data }: GreyFrame): Int32Array {
  const zones = new Int32Array(data.length);
  for (let at = 0, x = 0; at < data.length; at++) {
    const value = data[at] as number;
    let zone = at;
    if (x > 0 && Math.abs(value - (data[at - 1] as number)) <= shadeLevels) zone = zones[at - 1] as number;
    if (at >= width && Math.abs(value - (data[at - width] as number)) <= shadeLevels) {
      const above = rootOf(zones, at - width);
      const beside = zone === at ? above : rootOf(zones, zone);
      zone = Math.min(above, beside);
      zones[Math.max(above, beside)] = zone;
    }
    zones[at] = zone;
    if (++x === width) x = 0;
  }
  // A zone's number is at most that of its pixels, so one pass in order resolves all chains.
  for (let at = 0; at < zones.length; at++) zones[at] = zones[zones[at] as number] as number;
  return zones;
}

/** Maps a zone's number to 1 if it is a surface. */
function measured(zones: Int32Array, frame: GreyFrame): Uint8Array {
  const { width } = frame;
  const area = new Int32Array(zones.length);
  const left = new Int16Array(zones.length).fill(32_767);
  const right = new Int16Array(zones.length);
  const bottom = new Int16Array(zones.length);
  for (let at = 0, x = 0, y = 0; at < zones.length; at++) {
    const zone = zones[at] as number;
    area[zone] = (area[zone] as number) + 1;
    if (x < (left[zone] as number)) left[zone] = x;
    if (x > (right[zone] as number)) right[zone] = x;
    bottom[zone] = y;
    if (++x === width) {
      x = 0;
      y++;
    }
  }
  const surfaces = new Uint8Array(zones.length);
  for (let zone = 0; zone < zones.length; zone++) {
    const pixels = area[zone] as number;
    if (pixels < solidSurface.width * solidSurface.height * solidSurface.share) continue;
    const [x, y] = [left[zone] as number, Math.floor(zone / width)];
    const box = { x, y, width: (right[zone] as number) - x + 1, height: (bottom[zone] as number) - y + 1 };
    const filled =
      box.width >= solidSurface.width &&
      box.height >= solidSurface.height &&
      pixels >= box.width * box.height * solidSurface.share;
    if (filled || pixels >= largePixels) surfaces[zone] = isLargeLetter(frame, zones, zone, box) ? 0 : 1;
  }
  return surfaces;
}
