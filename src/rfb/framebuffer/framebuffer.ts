// The framebuffer: the frame of the server's screen that updates are painted into.
import { endianness } from "node:os";
import type { Frame } from "../../base/geometry/frame.ts";
import type { Region } from "../../base/geometry/region.ts";
import { RfbFormatError } from "../errors.ts";
import type { PixelOrder } from "../messages.ts";
import { Damage } from "./damage.ts";

/** Maximum number of a screen's pixels, which is 8K: a server must not exhaust the memory. QEMU's maximum is smaller. */
export const maxPixels = 7680 * 4320;

const opaque = 0xff_00_00_00 | 0;

/** Holds the frame that updates are painted into, a new one after each change of size. Each starts opaque black. */
export class Framebuffer {
  readonly damage = new Damage();
  #frame: Frame;
  /** The frame's pixels as one integer each: red in the lowest byte, alpha in the highest. */
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

  /** Replaces the frame with a black one of another size. Returns false if the size is unchanged. */
  resize(width: number, height: number): boolean {
    if (width === this.width && height === this.height) return false;
    [this.#frame, this.#pixels] = blackFrame(width, height);
    this.damage.take();
    return true;
  }

  /** Returns a copy that later updates do not change. */
  snapshot(): Frame {
    const { width, height, data } = this.#frame;
    return { width, height, data: data.slice() };
  }

  /** Throws if a rectangle exceeds the screen. */
  check({ x, y, width, height }: Region): void {
    if (x + width > this.width || y + height > this.height) {
      throw new RfbFormatError(
        `a rectangle of ${width}x${height} at ${x},${y} exceeds the screen of ${this.width}x${this.height}`,
      );
    }
  }

  /** Paints pixels of 4 bytes in the server's order of colours, row by row. The fourth byte is ignored. */
  paintBytes(region: Region, bytes: Uint8Array): void {
    // An Int32Array needs an aligned address. Buffer's own slice() would not copy.
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
    this.paint(region, new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4));
  }

  /** Paints pixels given as little-endian integers in the server's order of colours. */
  paint(region: Region, source: Int32Array): void {
    this.#put(region, source, this.#swapped);
  }

  /** Copies the pixels of `from` to `to`; the two may overlap. */
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
  if (width * height === 0) throw new RfbFormatError(`the screen has no pixels: ${width}x${height}`);
  if (width * height > maxPixels) throw new RfbFormatError(`the screen is too large: ${width}x${height} pixels`);
  if (endianness() !== "LE") throw new Error("the RFB client needs a little-endian machine");
  const pixels = new Int32Array(width * height).fill(opaque);
  return [{ width, height, data: new Uint8Array(pixels.buffer) }, pixels];
}
