// The passes in which a PNG file stores its pixels (https://www.w3.org/TR/png-3/#8Interlace): one, or seven with Adam7.
import type { PngHeader } from "./header.ts";

/** The pixels of one pass: every `dx`th of every `dy`th row, from (x, y) on. */
export interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  /** Pixels per row of the pass. */
  readonly width: number;
  /** Rows of the pass. */
  readonly height: number;
  /** Bytes of a row, without the byte that names its filter. */
  readonly rowBytes: number;
}

const whole = [[0, 0, 1, 1]] as const;

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Returns the passes that have pixels, in the file's order. */
export function passesOf({ width, height, depth, channels, interlaced }: PngHeader): Pass[] {
  const passes = (interlaced ? adam7 : whole).map(([x, y, dx, dy]) => {
    const columns = Math.ceil((width - x) / dx);
    const rows = Math.ceil((height - y) / dy);
    return { x, y, dx, dy, width: columns, height: rows, rowBytes: Math.ceil((columns * channels * depth) / 8) };
  });
  return passes.filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Returns the size of a file's pixels once they are inflated, in bytes. */
export function inflatedSize(header: PngHeader): number {
  return passesOf(header).reduce((size, { height, rowBytes }) => size + height * (rowBytes + 1), 0);
}
