// The frame of the server's screen, which updates are painted into.
import { endianness } from "node:os";
import type { Frame } from "../../base/geometry/frame.ts";
import type { Region } from "../../base/geometry/region.ts";
import { RfbFormatError } from "../errors.ts";
import type { PixelOrder } from "../messages.ts";
import { Damage } from "./damage.ts";

/** Most pixels that a screen may have: a garbled size must not fill the memory. */
export const maxPixels = 64 * 1024 * 1024;

const opaque = 0xff_00_00_00 | 0;

/** Holds the frame that updates are painted into, a new one after each change of size. Opaque black at first. */
export class Framebuffer {
  readonly damage = new Damage();
  #frame: Frame;
  /** The frame's pixels, each one number: red in the lowest byte, alpha in the highest. */
  #pixels: Int32Array;

  /** Whether the server sends blue where a frame has red. */
  readonly #swapped: boolean;

  constructor(width: number, height: number, order: PixelOrder = "rgb") {
    [this.#frame, this.#pixels] = blackFrame(width, height);
    this.#swapped = order === "bgr";
  }

  get frame(): Frame {
    return this.#frame;
  }

  get width(): number {
    return this.#frame.width;
  }

  get height(): number {
    return this.#frame.height;
  }

  /** Starts again in black at another size; returns false if the size is the old one. */
  resize(width: number, height: number): boolean {
    if (width === this.width && height === this.height) return false;
    [this.#frame, this.#pixels] = blackFrame(width, height);
    this.damage.take();
    return true;
  }

  /** A copy that later updates do not change. */
  snapshot(): Frame {
    const { width, height, data } = this.#frame;
    return { width, height, data: data.slice() };
  }

  /** Throws if a rectangle leaves the screen. */
  check({ x, y, width, height }: Region): void {
    if (x + width > this.width || y + height > this.height) {
      throw new RfbFormatError(
        `a rectangle ${width}x${height} at ${x},${y} on a screen of ${this.width}x${this.height}`,
      );
    }
  }

  /** Paints 4 bytes a pixel, in the server's order of colours and with the fourth ignored, row by row. */
  paintBytes(region: Region, bytes: Uint8Array): void {
    // An Int32Array needs an address that is a multiple of 4; Buffer's own slice() would not copy.
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
    this.paint(region, new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4));
  }

  /** Paints pixels that are little-endian numbers in the server's order of colours. */
  paint(region: Region, source: Int32Array): void {
    this.#put(region, source, this.#swapped);
  }

  /** Paints what is on the screen at `from` over `to`; the two may overlap. */
  copy(from: Region, to: Region): void {
    this.#put(to, this.#copyOf(from), false);
  }

  #put({ x, y, width, height }: Region, source: Int32Array, swapped: boolean): void {
    const pixels = this.#pixels;
    let from = 0;
    for (let row = y; row < y + height; row++) {
      const start = row * this.width + x;
      let first = -1;
      let last = -1;
      for (let to = start; to < start + width; to++) {
        const sent = source[from++] as number;
        const pixel = swapped ? swap(sent) : sent | opaque;
        if (pixels[to] !== pixel) {
          pixels[to] = pixel;
          if (first < 0) first = to;
          last = to;
        }
      }
      if (first >= 0) this.damage.addRow(row, x + first - start, x + last + 1 - start);
    }
  }

  #copyOf({ x, y, width, height }: Region): Int32Array {
    const copy = new Int32Array(width * height);
    for (let row = 0; row < height; row++) {
      const start = (y + row) * this.width + x;
      copy.set(this.#pixels.subarray(start, start + width), row * width);
    }
    return copy;
  }
}

/** Swaps red and blue, and makes the pixel opaque. */
function swap(pixel: number): number {
  return ((pixel & 0xff) << 16) | (pixel & 0xff00) | ((pixel >>> 16) & 0xff) | opaque;
}

function blackFrame(width: number, height: number): [Frame, Int32Array] {
  if (width * height > maxPixels) throw new RfbFormatError(`a screen of ${width}x${height} pixels`);
  if (endianness() !== "LE") throw new Error("the RFB client needs a little-endian machine");
  const pixels = new Int32Array(width * height).fill(opaque);
  return [{ width, height, data: new Uint8Array(pixels.buffer) }, pixels];
}
