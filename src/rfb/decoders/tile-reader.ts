// Reads the bytes of inflated ZRLE tiles: pixels of 3 bytes and run lengths.
import { RfbFormatError } from "../errors.ts";

/** Reads tiles from the complete bytes of a rectangle; throws when they end too early. */
export class TileReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RfbFormatError("a ZRLE rectangle ends too early");
    return byte;
  }

  /** Takes a pixel (CPIXEL): its fourth byte is not sent. */
  pixel(): number {
    return this.byte() | (this.byte() << 8) | (this.byte() << 16);
  }

  pixels(count: number): Int32Array {
    const pixels = new Int32Array(count);
    for (let at = 0; at < count; at++) pixels[at] = this.pixel();
    return pixels;
  }

  /** Takes a run length: 1 plus the sum of the bytes up to and including the first one that is not 255. */
  runLength(): number {
    let length = 1;
    for (;;) {
      const byte = this.byte();
      length += byte;
      if (byte !== 255) return length;
    }
  }

  /** Throws if bytes are left over. */
  expectEnd(): void {
    if (this.#at !== this.#bytes.length) throw new RfbFormatError("a ZRLE rectangle is too long");
  }
}
