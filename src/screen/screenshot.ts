// Screenshots in memory.
import { crop, type Frame } from "../base/geometry/frame.ts";
import type { Region } from "../base/geometry/region.ts";
import { encodePngSync } from "./png/encode.ts";

/** An immutable copy of the VM's screen, without the mouse pointer. */
export class Screenshot implements Frame {
  readonly width: number;
  readonly height: number;
  /** RGBA, 4 bytes a pixel, row by row. */
  readonly data: Uint8Array;

  /** @param frame its pixels are used without a copy */
  constructor({ width, height, data }: Frame) {
    this.width = width;
    this.height = height;
    this.data = data;
  }

  /** Encodes the screenshot as PNG. */
  toPNG(): Uint8Array {
    return encodePngSync(this);
  }

  /**
   * Copies a part of the screenshot.
   *
   * @throws {OptionError} when the region does not lie within the screenshot
   */
  crop(region: Region): Screenshot {
    return new Screenshot(crop(this, region));
  }
}

/** A screenshot that `vm.screenshot` wrote. */
export interface SavedScreenshot extends Screenshot {
  /** The PNG file's absolute path. */
  readonly path: string;
}
