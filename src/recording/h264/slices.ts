// Adds pictures (H.264's word for coded frames) to a stream: repeats of the one before, ten bytes each, not encoded.
import { BitReader, BitWriter, overwrite } from "./bits.ts";
import { typeOf, unitType, withEscapes, withoutEscapes } from "./nal.ts";
import type { StreamParameters } from "./parameters.ts";

/** Numbers the pictures of a stream with added repeats; each picture is the reference of the next one. */
export class PictureNumbers {
  readonly #parameters: StreamParameters;
  #last = 0;

  constructor(parameters: StreamParameters) {
    this.#parameters = parameters;
  }

  /** The picture's slice, numbered after the picture before it. */
  renumber(slice: Uint8Array): Uint8Array {
    if (typeOf(slice) === unitType.keySlice) {
      this.#last = 0;
      return slice;
    }
    const bytes = withoutEscapes(slice);
    const bits = new BitReader(bytes);
    bits.read(8);
    bits.unsigned(); // first macroblock
    bits.unsigned(); // kind of slice
    bits.unsigned(); // parameter set
    overwrite(bytes, bits.position, this.#next(), this.#parameters.frameNumberBits);
    return withEscapes(bytes);
  }

  /** A slice that repeats the picture before: all its macroblocks are skipped (ITU-T H.264, 7.3.3 and 7.3.4). */
  repeat(): Uint8Array {
    const { frameNumberBits, deblockingControl, macroblocks } = this.#parameters;
    const bits = new BitWriter();
    bits.write(0x41, 8); // a reference picture's slice
    bits.unsigned(0); // first macroblock
    bits.unsigned(5); // all slices of the picture are predicted
    bits.unsigned(0); // parameter set
    bits.write(this.#next(), frameNumberBits);
    bits.write(0, 3); // the set's number of references, their usual order, the oldest leaves
    bits.unsigned(0); // the set's quantiser
    if (deblockingControl) bits.unsigned(1); // no deblocking
    bits.unsigned(macroblocks); // skipped
    return withEscapes(bits.finish());
  }

  #next(): number {
    this.#last = (this.#last + 1) % 2 ** this.#parameters.frameNumberBits;
    return this.#last;
  }
}
