// The bytes of unpacked ZRLE tiles: compressed pixels and run lengths.
import { RfbFormatError } from "../errors.ts";

/** Reads tiles from complete bytes; too few bytes are an error. */
export class TileReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RfbFormatError("a ZRLE rectangle that ends too early");
    return byte;
  }

  /** A pixel without its fourth byte. */
  pixel(): number {
    return this.byte() | (this.byte() << 8) | (this.byte() << 16);
  }

  pixels(count: number): Int32Array {
    const pixels = new Int32Array(count);
    for (let at = 0; at < count; at++) pixels[at] = this.pixel();
    return pixels;
  }

  /** One more than the sum of the bytes up to and including the first that is not 255. */
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
    if (this.#at !== this.#bytes.length) throw new RfbFormatError("a ZRLE rectangle that is too long");
  }
}
