// Reads from a stream's parameter sets what numbering and adding pictures needs (ITU-T H.264, 7.3.2). A "picture" is
// H.264's word for a coded frame.
import { BitReader } from "./bits.ts";
import { typeOf, unitType, withoutEscapes } from "./nal.ts";

/** The parameters of a stream of progressive 4:2:0 pictures, one slice each, each referring to the one before. */
export interface StreamParameters {
  /** The parameter sets as they came. */
  readonly sequence: Uint8Array;
  readonly picture: Uint8Array;
  /** Bits of a picture's number. */
  readonly frameNumberBits: number;
  /** Macroblocks of a picture. */
  readonly macroblocks: number;
  /** Whether slices can switch the deblocking filter off. */
  readonly deblockingControl: boolean;
}

/** Profiles whose sequence parameters have a part on colours (ITU-T H.264, 7.3.2.1.1), of those that x264 knows. */
const highProfiles = [100, 110, 122, 244];

/**
 * Reads both parameter sets.
 *
 * @throws {Error} when the stream is of a kind to which no pictures can be added here
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
  return new Error(`the encoder's stream has another ${what} than was asked for`);
}
