// Where two frames of a screen differ, in rows that hold whole lines of text.
import type { Frame } from "../base/geometry/frame.ts";
import { clipped, type Region, wholeOf } from "../base/geometry/region.ts";

/** Rows of pixels without a change that may lie within a line of text, as between a letter and its accent. */
const mostGapPixels = 6;

/** Pixels around changes that belong to the line: a letter may look the same as before at its edge. */
const margin = { x: 12, y: 6 };

/** The places where frames differ, from top to bottom; the whole screen if they differ in size. */
export function changedRows(before: Frame, now: Frame): readonly Region[] {
  if (before.width !== now.width || before.height !== now.height) return [wholeOf(now)];
  const rows: { top: number; bottom: number; left: number; right: number }[] = [];
  for (let y = 0; y < now.height; y++) {
    const span = changedSpan(pixelsOfRow(before, y), pixelsOfRow(now, y));
    if (span === undefined) continue;
    const last = rows.at(-1);
    if (last === undefined || y - last.bottom > mostGapPixels) {
      rows.push({ top: y, bottom: y, ...span });
      continue;
    }
    last.bottom = y;
    last.left = Math.min(last.left, span.left);
    last.right = Math.max(last.right, span.right);
  }
  return rows.flatMap(({ top, bottom, left, right }) => {
    const [x, y] = [left - margin.x, top - margin.y];
    const region = { x, y, width: right + 1 + margin.x - x, height: bottom + 1 + margin.y - y };
    return clipped(region, now) ?? [];
  });
}

/** The pixels of a row, each as one number; a view of the frame if its data is aligned to 4 bytes, else a copy. */
export function pixelsOfRow({ width, data }: Frame, y: number): Uint32Array {
  const start = data.byteOffset + y * width * 4;
  return start % 4 === 0
    ? new Uint32Array(data.buffer, start, width)
    : new Uint32Array(data.slice(y * width * 4, (y + 1) * width * 4).buffer);
}

function changedSpan(before: Uint32Array, now: Uint32Array): { left: number; right: number } | undefined {
  const left = now.findIndex((pixel, at) => pixel !== before[at]);
  return left < 0 ? undefined : { left, right: now.findLastIndex((pixel, at) => pixel !== before[at]) };
}
