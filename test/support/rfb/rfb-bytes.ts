// The bytes a VNC server sends, for tests of the client.
import { constants, createDeflate } from "node:zlib";
import type { Region } from "../../../src/base/geometry/region.ts";
import { ByteReader } from "../../../src/rfb/reader.ts";

/** 16-bit numbers, big-endian. */
export function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
}

/** 32-bit numbers, big-endian, signed or not. */
export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4);
  return bytes;
}

/** A 32-bit length and a text of that length. */
export function text(value: string): Buffer {
  return Buffer.concat([u32(Buffer.byteLength(value)), Buffer.from(value)]);
}

/** ServerInit: the size, a pixel format (by default an invalid one), the name. */
export function serverInit(width: number, height: number, name = "test", format = Buffer.alloc(16)): Buffer {
  return Buffer.concat([u16(width, height), format, text(name)]);
}

/** A rectangle of an update: its header and its body. */
export function rectangle(
  { x, y, width, height }: Region,
  encoding: { readonly number: number },
  body: Uint8Array = Buffer.alloc(0),
): Buffer {
  return Buffer.concat([u16(x, y, width, height), u32(encoding.number), body]);
}

/** A FramebufferUpdate of these rectangles. */
export function update(...rectangles: Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from([0, 0]), u16(rectangles.length), ...rectangles]);
}

/** Raw pixels of one colour; the fourth byte is arbitrary. */
export function solid(count: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const bytes = Buffer.alloc(count * 4);
  for (let at = 0; at < bytes.length; at += 4) bytes.set([red, green, blue, 0x5a], at);
  return bytes;
}

/**
 * A reader that gets the bytes in pieces of at most `size`, each in its own turn of the event loop, and then the end.
 */
export function feed(bytes: Uint8Array, size: number): ByteReader {
  const reader = new ByteReader();
  let at = 0;
  const next = (): void => {
    if (at < bytes.length) {
      reader.push(bytes.subarray(at, at + size));
      at += size;
      setImmediate(next);
    } else {
      reader.end(endOfTest);
    }
  };
  setImmediate(next);
  return reader;
}

/** A reader of bytes that arrive at once, and then the end. */
export function readerOf(bytes: Uint8Array): ByteReader {
  const reader = new ByteReader();
  reader.push(bytes);
  reader.end(endOfTest);
  return reader;
}

/** The error with which a reader of {@link feed} rejects at its end. */
export const endOfTest = new Error("the test's bytes have ended");

/** One zlib stream in flushed pieces, as a server makes it for ZRLE. */
export function zlibPieces(): (bytes: Uint8Array) => Promise<Buffer> {
  const stream = createDeflate();
  let out: Buffer[] = [];
  stream.on("data", (bytes: Buffer) => out.push(bytes));
  return async (bytes) => {
    out = [];
    stream.write(bytes);
    await new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, () => setImmediate(resolve)));
    return Buffer.concat(out);
  };
}

/** A ZRLE body: the piece's length and the piece. */
export function zrleBody(piece: Buffer): Buffer {
  return Buffer.concat([u32(piece.length), piece]);
}
