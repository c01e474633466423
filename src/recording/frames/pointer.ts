// Draws the pointer into a video frame; the screen's own frame does not contain it.
import type { CursorShape } from "../../base/live-screen.ts";
import { type VideoSize, weights } from "./yuv-frame.ts";

const [yr, yg, yb] = weights.y;
const [ur, ug, ub] = weights.u;
const [vr, vg, vb] = weights.v;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Blends a cursor over a frame (Y, U, V in `data`) with its hot spot at `place`. */
export function drawPointer(data: Uint8Array, size: VideoSize, shape: CursorShape, place: Place): void {
  const left = place.x - shape.hotX;
  const top = place.y - shape.hotY;
  const bottom = Math.min(size.height, top + shape.height);
  const right = Math.min(size.width, left + shape.width);
  for (let row = Math.max(0, top) & ~1; row < bottom; row += 2) {
    for (let column = Math.max(0, left) & ~1; column < right; column += 2) {
      blendBlock(data, size, shape, column, row, left, top);
    }
  }
}

/** Blends four pixels that share one U and V. */
function blendBlock(
  data: Uint8Array,
  { width, height }: VideoSize,
  shape: CursorShape,
  column: number,
  row: number,
  left: number,
  top: number,
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  let alpha = 0;
  for (let pixel = 0; pixel < 4; pixel++) {
    const shapeX = column + (pixel & 1) - left;
    const shapeY = row + (pixel >> 1) - top;
    if (shapeX < 0 || shapeX >= shape.width || shapeY < 0 || shapeY >= shape.height) continue;
    const from = (shapeY * shape.width + shapeX) * 4;
    const [r, g, b, a] = [shape.data[from], shape.data[from + 1], shape.data[from + 2], shape.data[from + 3]] as [
      number,
      number,
      number,
      number,
    ];
    if (a === 0) continue;
    const at = (row + (pixel >> 1)) * width + column + (pixel & 1);
    const before = (data[at] as number) - 16;
    data[at] = 16 + Math.round((yr * r + yg * g + yb * b) / 65536 + (before * (255 - a)) / 255);
    red += r;
    green += g;
    blue += b;
    alpha += a;
  }
  if (alpha === 0) return;
  const u = width * height + (row >> 1) * (width >> 1) + (column >> 1);
  const v = u + (width * height) / 4;
  const rest = 1 - alpha / 1020;
  data[u] = 128 + Math.round((ur * red + ug * green + ub * blue) / 262144 + ((data[u] as number) - 128) * rest);
  data[v] = 128 + Math.round((vr * red + vg * green + vb * blue) / 262144 + ((data[v] as number) - 128) * rest);
}
