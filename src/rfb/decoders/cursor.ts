// Cursor pseudo-encoding (RFC 6143 section 7.8.1): a cursor with a 1-bit mask.
import type { Region } from "../../base/geometry/region.ts";
import { RfbFormatError } from "../errors.ts";
import type { PixelOrder } from "../messages.ts";
import type { Encoding } from "./encoding.ts";

/** Longest side of a cursor: a corrupt size must not exhaust the memory. QEMU's limit is 512. */
const maxCursorSidePixels = 2048;

/** Sets the server state's cursor. */
export const cursor: Encoding = {
  number: -239,
  paints: false,
  create: (state) => async (reader, _framebuffer, rectangle) => {
    checkCursorSize(rectangle);
    const { x: hotX, y: hotY, width, height } = rectangle;
    const rowLength = Math.ceil(width / 8);
    const pixelLength = width * height * 4;
    await reader.need(pixelLength + rowLength * height);
    const data = inOrder(reader.view(pixelLength), state.orders.pixels);
    applyMask(data, reader.view(rowLength * height), width, height);
    state.cursor = { width, height, hotX, hotY, data };
  },
};

/** Throws if the cursor is larger than any server sends. */
export function checkCursorSize({ width, height }: Region): void {
  if (width > maxCursorSidePixels || height > maxCursorSidePixels)
    throw new RfbFormatError(`the cursor is too large: ${width}x${height} pixels`);
}

/** Copies pixels of 4 bytes into the order red, green, blue. */
export function inOrder(pixels: Uint8Array, order: PixelOrder): Uint8Array {
  const copy = new Uint8Array(pixels);
  if (order === "rgb") return copy;
  for (let at = 0; at < copy.length; at += 4) {
    copy[at] = pixels[at + 2] as number;
    copy[at + 2] = pixels[at] as number;
  }
  return copy;
}

/** Makes pixels opaque where the mask's bit is set, else transparent black. Each row of the mask starts a new byte. */
function applyMask(data: Uint8Array, mask: Uint8Array, width: number, height: number): void {
  const rowLength = Math.ceil(width / 8);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const column = pixel % width;
    const bits = mask[Math.floor(pixel / width) * rowLength + (column >> 3)] as number;
    if (bits & (0x80 >> (column & 7))) data[pixel * 4 + 3] = 255;
    else data.fill(0, pixel * 4, pixel * 4 + 4);
  }
}
