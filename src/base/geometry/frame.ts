// The frame: pixels of a screen, shared by the RFB client, the screen and the recording.
import { checkRegion, type Region, type Size } from "./region.ts";

/** Pixels in RGBA order, 4 bytes each, row by row without padding. */
export interface Frame extends Size {
  readonly data: Uint8Array;
}

/** The screen's size in pixels. */
export interface Resolution {
  readonly width: number;
  readonly height: number;
}

/**
 * Copies a part of a frame.
 *
 * @throws {OptionError} when the region is empty or exceeds the frame
 */
export function crop(frame: Frame, region: Region): Frame {
  checkRegion(region, frame, "the region to cut out");
  return { width: region.width, height: region.height, data: copyPixels(frame, region) };
}

/**
 * Copies the pixels of a region, row by row without padding.
 *
 * @param region lies within the frame
 * @param bytesPerPixel default 4, as in {@link Frame}
 */
export function copyPixels({ width, data }: Frame, region: Region, bytesPerPixel = 4): Uint8Array {
  const rowLength = region.width * bytesPerPixel;
  const pixels = new Uint8Array(rowLength * region.height);
  for (let row = 0; row < region.height; row++) {
    const start = ((region.y + row) * width + region.x) * bytesPerPixel;
    pixels.set(data.subarray(start, start + rowLength), row * rowLength);
  }
  return pixels;
}

/**
 * Paints pixels, as {@link copyPixels} returns them, over a region of a frame.
 *
 * @param region lies within the frame
 */
export function paintPixels({ width, data }: Frame, region: Region, pixels: Uint8Array): void {
  const rowLength = region.width * 4;
  for (let row = 0; row < region.height; row++) {
    const start = ((region.y + row) * width + region.x) * 4;
    data.set(pixels.subarray(row * rowLength, (row + 1) * rowLength), start);
  }
}
