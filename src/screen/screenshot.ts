// A picture of the screen in memory.
import { encode } from "fast-png";
import { OptionError } from "../base/errors.ts";
import type { Frame, Region } from "../base/frame.ts";
import { liesOn } from "./regions.ts";

/** A picture of the VM's screen, without the mouse pointer. Later changes of the screen leave it alone. */
export class Screenshot implements Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;

  /** @param frame its pixels are taken over, not copied */
  constructor({ width, height, data }: Frame) {
    this.width = width;
    this.height = height;
    this.data = data;
  }

  /** The same as `data`: RGBA, 4 bytes a pixel, row by row. */
  get pixels(): Uint8Array {
    return this.data;
  }

  /** The content of a PNG file. */
  toPNG(): Uint8Array {
    return encode({ width: this.width, height: this.height, data: this.data, channels: 4, depth: 8 });
  }

  /**
   * A part of the picture.
   *
   * @throws {OptionError} when it does not lie within the picture
   */
  crop(region: Region): Screenshot {
    if (!liesOn(region, this)) throw beyond(region, this, "picture");
    const { x, y, width, height } = region;
    const data = new Uint8Array(width * height * 4);
    for (let row = 0; row < height; row++) {
      const start = ((y + row) * this.width + x) * 4;
      data.set(this.data.subarray(start, start + width * 4), row * width * 4);
    }
    return new Screenshot({ width, height, data });
  }
}

/** A region that does not lie within a picture or a screen. */
export function beyond({ x, y, width, height }: Region, whole: Omit<Frame, "data">, what: string): OptionError {
  return new OptionError({
    headline: `the region ${width}x${height} at ${x},${y} does not lie on the ${what} of ${whole.width}x${whole.height} pixels`,
    facts: { x: String(x), y: String(y), width: String(width), height: String(height) },
    next: "give x and y from 0 on and a width and height above 0, in whole pixels",
  });
}
