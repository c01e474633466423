// The client's messages (RFC 6143 section 7.5), and the types of the server's.
import type { Region } from "../base/geometry/region.ts";

/** Server-to-client message types (RFC 6143 section 7.6). */
export const serverMessage = { framebufferUpdate: 0, setColourMapEntries: 1, bell: 2, serverCutText: 3 } as const;

/** The bytes of a pixel on the wire: 4, of which the first three are the colours in this order. */
export type PixelOrder = "rgb" | "bgr";

/** The lowest bit of red, green and blue in a little-endian number of 4 bytes. */
export const colourShifts = { rgb: [0, 8, 16], bgr: [16, 8, 0] } as const;

/** SetPixelFormat: little-endian numbers of 4 bytes, 8 bits per colour. */
export function setPixelFormat(order: PixelOrder): Buffer {
  const message = Buffer.alloc(20);
  message.set([32, 24, 0, 1], 4); // bits per pixel, depth, little-endian, true colour
  for (const offset of [8, 10, 12]) message.writeUInt16BE(255, offset);
  message.set(colourShifts[order], 14);
  return message;
}

/** SetEncodings: the encodings that the server may use, the preferred first. */
export function setEncodings(encodings: readonly { readonly number: number }[]): Buffer {
  const message = Buffer.alloc(4 + 4 * encodings.length);
  message.writeUInt8(2, 0);
  message.writeUInt16BE(encodings.length, 2);
  for (const [index, { number }] of encodings.entries()) message.writeInt32BE(number, 4 + 4 * index);
  return message;
}

/** Requests what changed in the region since the last update, or all of it if not incremental. */
export function framebufferUpdateRequest(incremental: boolean, { x, y, width, height }: Region): Buffer {
  const message = Buffer.from([3, incremental ? 1 : 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  for (const [index, value] of [x, y, width, height].entries()) message.writeUInt16BE(value, 2 + 2 * index);
  return message;
}

/** KeyEvent: a key goes down or up. `keysym` is X11's number of the character or key. */
export function keyEvent(keysym: number, down: boolean): Buffer {
  const message = Buffer.from([4, down ? 1 : 0, 0, 0, 0, 0, 0, 0]);
  message.writeUInt32BE(keysym, 4);
  return message;
}

/**
 * A key goes down or up, by its position on the keyboard (rfbproto, "QEMU Extended Key Event Message").
 *
 * @param scanCode of set 1 (XT); a code with the prefix 0xe0 is one number, such as `0xe048`
 */
export function scanCodeEvent(scanCode: number, down: boolean): Buffer {
  const message = Buffer.from([255, 0, 0, down ? 1 : 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  // The keysym stays 0: from the keysym of a letter, QEMU would infer the state of CapsLock and press it.
  message.writeUInt32BE(scanCode >> 8 === 0xe0 ? (scanCode & 0xff) | 0x80 : scanCode, 8);
  return message;
}

/** The pointer is at (x, y) in pixels, with these buttons down (bit 0 left, 1 middle, 2 right, 3 and 4 wheel). */
export function pointerEvent(x: number, y: number, buttons: number): Buffer {
  const message = Buffer.from([5, buttons, 0, 0, 0, 0]);
  message.writeUInt16BE(x, 2);
  message.writeUInt16BE(y, 4);
  return message;
}
