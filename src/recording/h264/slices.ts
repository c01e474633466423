// Inserts pictures (H.264's term for coded frames) into a stream without the encoder: repeats of about ten bytes each.
import { BitReader, BitWriter, overwrite } from "./bits.ts";
import { typeOf, unitType, withEscapes, withoutEscapes } from "./nal.ts";
import type { StreamParameters } from "./parameters.ts";

/** Numbers the pictures of a stream with inserted repeats. Each picture is the reference of the next. */
export class PictureNumbers {
  readonly #parameters: StreamParameters;
  #last = 0;

  constructor(parameters: StreamParameters) {
    this.#parameters = parameters;
  }

  /** Sets the slice's frame_num to follow the previous picture. */
  renumber(slice: Uint8Array): Uint8Array {
    if (typeOf(slice) === unitType.keySlice) {
      this.#last = 0;
      return slice;
    }
    const bytes = withoutEscapes(slice);
    const bits = new BitReader(bytes);
    bits.read(8);
    bits.unsigned(); // first macroblock
    bits.unsigned(); // slice type
    bits.unsigned(); // parameter set
    overwrite(bytes, bits.position, this.#next(), this.#parameters.frameNumberBits);
    return withEscapes(bytes);
  }

  /** Makes a slice that repeats the previous picture by skipping all macroblocks (ITU-T H.264, 7.3.3 and 7.3.4). */
  repeat(): Uint8Array {
    const { frameNumberBits, deblockingControl, macroblocks } = this.#parameters;
    const bits = new BitWriter();
    bits.write(0x41, 8); // slice of a reference picture
    bits.unsigned(0); // first macroblock
    bits.unsigned(5); // P slices only
    bits.unsigned(0); // parameter set
    bits.write(this.#next(), frameNumberBits);
    bits.write(0, 3); // number of references from the set, default order, sliding window
    bits.unsigned(0); // quantiser from the set
    if (deblockingControl) bits.unsigned(1); // no deblocking
    bits.unsigned(macroblocks); // skipped
    return withEscapes(bits.finish());
  }

  #next(): number {
    this.#last = (this.#last + 1) % 2 ** this.#parameters.frameNumberBits;
    return this.#last;
  }
}
