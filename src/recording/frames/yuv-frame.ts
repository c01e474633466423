// A video frame in the encoder's format: I420, BT.709, limited range.
import type { Frame } from "../../base/geometry/frame.ts";
import type { Region } from "../../base/geometry/region.ts";

/** An even width and height. */
export interface VideoSize {
  readonly width: number;
  readonly height: number;
}

/** The video size for a screen: rounded up to even for I420; the last column or row is duplicated then. */
export function videoSize({ width, height }: { readonly width: number; readonly height: number }): VideoSize {
  return { width: width + (width % 2), height: height + (height % 2) };
}

/**
 * Weights of red, green and blue for limited range, times 65536 (ITU-R BT.709: Kr 0.2126, Kb 0.0722; Y spans 219 steps
 * from 16, U and V 224 around 128). Those of U and of V each add up to 0, so that greys stay neutral.
 */
export const weights = {
  y: [11966, 40254, 4064],
  u: [-6596, -22188, 28784],
  v: [28784, -26145, -2639],
} as const;

const half = 1 << 15;
const [yr, yg, yb] = weights.y;
const [ur, ug, ub] = weights.u;
const [vr, vg, vb] = weights.v;
const yBase = (16 << 16) + half;
const colourBase = (128 << 18) + (half << 2);

/** A frame that is converted region by region; initially black. */
export class YuvFrame implements VideoSize {
  readonly width: number;
  readonly height: number;
  /** All of Y, then U, then V. */
  readonly data: Uint8Array;

  constructor({ width, height }: VideoSize) {
    this.width = width;
    this.height = height;
    const pixels = width * height;
    this.data = new Uint8Array(pixels + pixels / 2);
    this.data.fill(16, 0, pixels).fill(128, pixels);
  }

  /** Converts a region of a frame of this size, or of one pixel less in width or height. */
  convert(frame: Frame, { x, y, width, height }: Region): void {
    const pixels = pixelsOf(frame);
    const { data, width: stride } = this;
    const uStart = stride * this.height;
    const vStart = uStart + uStart / 4;
    const lastColumn = frame.width - 1;
    const left = x & ~1;
    const right = Math.min(x + width, frame.width);
    const bottom = Math.min(y + height, frame.height);
    for (let row = y & ~1; row < bottom; row += 2) {
      const upper = row * frame.width;
      const lower = row + 1 < frame.height ? upper + frame.width : upper;
      let at = row * stride + left;
      let colour = (row >> 1) * (stride >> 1) + (left >> 1);
      for (let column = left; column < right; column += 2, at += 2, colour++) {
        const next = column < lastColumn ? column + 1 : column;
        const a = pixels[upper + column] as number;
        const b = pixels[upper + next] as number;
        const c = pixels[lower + column] as number;
        const d = pixels[lower + next] as number;
        if (a === b && a === c && a === d) {
          const red = a & 0xff;
          const green = (a >> 8) & 0xff;
          const blue = (a >> 16) & 0xff;
          const brightness = (yr * red + yg * green + yb * blue + yBase) >> 16;
          data[at] = brightness;
          data[at + 1] = brightness;
          data[at + stride] = brightness;
          data[at + stride + 1] = brightness;
          data[uStart + colour] = ((ur * red + ug * green + ub * blue) * 4 + colourBase) >> 18;
          data[vStart + colour] = ((vr * red + vg * green + vb * blue) * 4 + colourBase) >> 18;
          continue;
        }
        data[at] = brightnessOf(a);
        data[at + 1] = brightnessOf(b);
        data[at + stride] = brightnessOf(c);
        data[at + stride + 1] = brightnessOf(d);
        const red = (a & 0xff) + (b & 0xff) + (c & 0xff) + (d & 0xff);
        const green = ((a >> 8) & 0xff) + ((b >> 8) & 0xff) + ((c >> 8) & 0xff) + ((d >> 8) & 0xff);
        const blue = ((a >> 16) & 0xff) + ((b >> 16) & 0xff) + ((c >> 16) & 0xff) + ((d >> 16) & 0xff);
        data[uStart + colour] = (ur * red + ug * green + ub * blue + colourBase) >> 18;
        data[vStart + colour] = (vr * red + vg * green + vb * blue + colourBase) >> 18;
      }
    }
  }
}

function brightnessOf(pixel: number): number {
  return (yr * (pixel & 0xff) + yg * ((pixel >> 8) & 0xff) + yb * ((pixel >> 16) & 0xff) + yBase) >> 16;
}

/** A frame's pixels as 32-bit numbers with red in the lowest byte. */
function pixelsOf({ data }: Frame): Int32Array {
  const bytes = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}
