// A screenshot in memory.
import { crop, type Frame } from "../base/geometry/frame.ts";
import type { Region } from "../base/geometry/region.ts";
import { encodePng } from "./files/png.ts";

/** The VM's screen at one moment, without the mouse pointer. Later changes of the screen leave it alone. */
export class Screenshot implements Frame {
  readonly width: number;
  readonly height: number;
  /** RGBA, 4 bytes a pixel, row by row. */
  readonly data: Uint8Array;

  /** @param frame its pixels are taken over, not copied */
  constructor({ width, height, data }: Frame) {
    this.width = width;
    this.height = height;
    this.data = data;
  }

  /** The content of a PNG file. */
  toPNG(): Uint8Array {
    return encodePng(this);
  }

  /**
   * A part of the screenshot.
   *
   * @throws {OptionError} when it does not lie within the screenshot
   */
  crop(region: Region): Screenshot {
    return new Screenshot(crop(this, region));
  }
}
