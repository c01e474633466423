// Reads the values needed to number and insert pictures from a stream's parameter sets (ITU-T H.264, 7.3.2). "Picture"
// is H.264's term for a coded frame.
import { BitReader } from "./bits.ts";
import { typeOf, unitType, withoutEscapes } from "./nal.ts";

/** Parameters of a stream of progressive 4:2:0 pictures with one slice each, each referring to the previous one. */
export interface StreamParameters {
  /** The parameter sets, unchanged. */
  readonly sequence: Uint8Array;
  readonly picture: Uint8Array;
  /** Length of frame_num in bits. */
  readonly frameNumberBits: number;
  /** Macroblocks per picture. */
  readonly macroblocks: number;
  /** Whether slices can switch the deblocking filter off. */
  readonly deblockingControl: boolean;
}

/** The profiles of x264 whose sequence parameters include the chroma format (ITU-T H.264, 7.3.2.1.1). */
const highProfiles = [100, 110, 122, 244];

/**
 * Reads both parameter sets.
 *
 * @throws {Error} when pictures cannot be inserted into this kind of stream
 */
export function readParameters(sequence: Uint8Array, picture: Uint8Array): StreamParameters {
  if (typeOf(sequence) !== unitType.sequence || typeOf(picture) !== unitType.picture) throw unfit("parameter sets");
  return { sequence, picture, ...readSequence(sequence), ...readPicture(picture) };
}

function readSequence(unit: Uint8Array): Pick<StreamParameters, "frameNumberBits" | "macroblocks"> {
  const bits = new BitReader(withoutEscapes(unit));
  bits.read(8);
  const profile = bits.read(8);
  bits.read(16); // constraints and level
  bits.unsigned(); // the set's number
  if (highProfiles.includes(profile)) {
    if (bits.unsigned() !== 1) throw unfit("chroma format");
    bits.unsigned();
    bits.unsigned();
    bits.flag();
    if (bits.flag()) throw unfit("scaling matrix");
  }
  const frameNumberBits = bits.unsigned() + 4;
  if (bits.unsigned() !== 2) throw unfit("order of pictures");
  if (bits.unsigned() !== 1) throw unfit("number of reference pictures");
  bits.flag();
  const macroblocks = (bits.unsigned() + 1) * (bits.unsigned() + 1);
  if (!bits.flag()) throw unfit("interlacing");
  return { frameNumberBits, macroblocks };
}

function readPicture(unit: Uint8Array): Pick<StreamParameters, "deblockingControl"> {
  const bits = new BitReader(withoutEscapes(unit));
  bits.read(8);
  bits.unsigned();
  bits.unsigned();
  if (bits.flag()) throw unfit("entropy coding");
  bits.flag();
  if (bits.unsigned() !== 0) throw unfit("slice groups");
  bits.unsigned();
  bits.unsigned();
  if (bits.flag()) throw unfit("weighted prediction");
  bits.read(2);
  bits.signed();
  bits.signed();
  bits.signed();
  const deblockingControl = bits.flag();
  bits.flag();
  if (bits.flag()) throw unfit("redundant pictures");
  return { deblockingControl };
}

function unfit(what: string): Error {
  return new Error(`the encoder's stream has an unexpected ${what}`);
}
