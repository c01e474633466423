// The colour behind the text, everywhere on a picture: what is left when small things are taken away.

/** Grey values, one byte each, row by row. */
export interface GreyPicture {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Pixels around each one that are looked at: high enough for a line of text to be the smaller part of the window, low
 * enough for the highlighted row of a menu to be the larger one.
 */
const radius = 12;

/** Only each second pixel of each second row is looked at: a quarter of the work, and text is as thin there. */
const step = 2;

/**
 * The median of each pixel's surroundings: on or beside text it is the colour behind it, and where two surfaces meet,
 * the edge stays where it is. By the moving histogram of Huang, Yang and Tang (1979).
 */
export function backgroundOf(picture: GreyPicture): GreyPicture {
  const small = thinned(picture);
  const reach = radius / step;
  const data = new Uint8Array(small.width * small.height);
  for (let y = 0; y < small.height; y++) medianRow(small, y, reach, data);
  return widened({ ...small, data }, picture.width, picture.height);
}

function medianRow(picture: GreyPicture, y: number, reach: number, out: Uint8Array): void {
  const { width, height, data } = picture;
  const counts = new Uint16Array(256);
  const [top, bottom] = [Math.max(0, y - reach), Math.min(height - 1, y + reach)];
  let total = 0;
  let below = 0;
  let median = 0;
  const change = (x: number, by: 1 | -1): void => {
    for (let row = top; row <= bottom; row++) {
      const value = data[row * width + x] as number;
      counts[value] = (counts[value] as number) + by;
      if (value < median) below += by;
    }
    total += by * (bottom - top + 1);
  };
  for (let x = 0; x < Math.min(reach, width); x++) change(x, 1);
  for (let x = 0; x < width; x++) {
    if (x + reach < width) change(x + reach, 1);
    if (x - reach > 0) change(x - reach - 1, -1);
    const half = total >> 1;
    while (below > half) below -= counts[--median] as number;
    while (below + (counts[median] as number) <= half) below += counts[median++] as number;
    out[y * width + x] = median;
  }
}

function thinned({ width, height, data }: GreyPicture): GreyPicture {
  const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
  const out = new Uint8Array(columns * rows);
  for (let y = 0, at = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) out[at++] = data[y * step * width + x * step] as number;
  }
  return { width: columns, height: rows, data: out };
}

function widened(small: GreyPicture, width: number, height: number): GreyPicture {
  const out = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = ((y / step) | 0) * small.width;
    for (let x = 0; x < width; x++) out[at++] = small.data[row + ((x / step) | 0)] as number;
  }
  return { width, height, data: out };
}
