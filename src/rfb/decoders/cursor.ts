// Cursor pseudo-encoding (RFC 6143 section 7.8.1): the pointer's shape, each pixel there or not.
import type { Region } from "../../base/geometry/frame.ts";
import { RfbFormatError } from "../errors.ts";
import type { PixelOrder } from "../messages.ts";
import type { ServerState } from "../server-state.ts";
import type { Decoder } from "./decoder.ts";

/** The most pixels a cursor may have along a side: a garbled size must not fill the memory. QEMU's limit is 512. */
const longestSide = 2048;

/** A decoder that gives the seat its cursor. */
export function createCursorDecoder(seat: ServerState): Decoder {
  return async (reader, _framebuffer, rectangle) => {
    checkCursorSize(rectangle);
    const { x: hotX, y: hotY, width, height } = rectangle;
    const rowLength = Math.ceil(width / 8);
    const pixelLength = width * height * 4;
    await reader.need(pixelLength + rowLength * height);
    const data = inOrder(reader.view(pixelLength), seat.orders.pixels);
    const mask = reader.view(rowLength * height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const column = pixel % width;
      const bits = mask[Math.floor(pixel / width) * rowLength + (column >> 3)] as number;
      if (bits & (0x80 >> (column & 7))) data[pixel * 4 + 3] = 255;
      else data.fill(0, pixel * 4, pixel * 4 + 4);
    }
    seat.cursor = { width, height, hotX, hotY, data };
  };
}

/** Throws where no server would send a cursor of this size. */
export function checkCursorSize({ width, height }: Region): void {
  if (width > longestSide || height > longestSide) throw new RfbFormatError(`a cursor of ${width}x${height} pixels`);
}

/** A copy of pixels of 4 bytes with red first. */
export function inOrder(pixels: Uint8Array, order: PixelOrder): Uint8Array {
  const copy = new Uint8Array(pixels);
  if (order === "rgb") return copy;
  for (let at = 0; at < copy.length; at += 4) {
    copy[at] = pixels[at + 2] as number;
    copy[at + 2] = pixels[at] as number;
  }
  return copy;
}
