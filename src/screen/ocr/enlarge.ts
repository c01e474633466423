// Enlarges frames for tesseract, which reads small letters badly.
import type { GreyFrame } from "./grey.ts";

/**
 * Scales a frame by `factor` with bilinear interpolation and adds a white border.
 *
 * @param border white pixels on each side of the scaled frame
 */
export function enlarged(frame: GreyFrame, factor: number, border: number): GreyFrame {
  const columns = positions(frame.width, factor);
  const rows = positions(frame.height, factor);
  const [width, height] = [columns.near.length + 2 * border, rows.near.length + 2 * border];
  const out = new Uint8Array(width * height).fill(255);
  const { data } = frame;
  for (let y = 0; y < rows.near.length; y++) {
    const near = (rows.near[y] as number) * frame.width;
    const far = (rows.far[y] as number) * frame.width;
    const down = rows.share[y] as number;
    let at = (y + border) * width + border;
    for (let x = 0; x < columns.near.length; x++) {
      const left = columns.near[x] as number;
      const right = columns.far[x] as number;
      const across = columns.share[x] as number;
      const above = (data[near + left] as number) * (16 - across) + (data[near + right] as number) * across;
      const below = (data[far + left] as number) * (16 - across) + (data[far + right] as number) * across;
      out[at++] = (above * (16 - down) + below * down) >> 8;
    }
  }
  return { width, height, data: out };
}

interface Positions {
  readonly near: Int32Array;
  readonly far: Int32Array;
  /** Weight of `far`, in sixteenths. */
  readonly share: Int32Array;
}

/** For each scaled pixel, the two source pixels that it lies between. */
function positions(length: number, factor: number): Positions {
  const size = Math.round(length * factor);
  const [near, far, share] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  for (let at = 0; at < size; at++) {
    const centre = Math.min(length - 1, Math.max(0, (at + 0.5) / factor - 0.5));
    near[at] = Math.floor(centre);
    far[at] = Math.min(length - 1, Math.floor(centre) + 1);
    share[at] = Math.round((centre - Math.floor(centre)) * 16);
  }
  return { near, far, share };
}
