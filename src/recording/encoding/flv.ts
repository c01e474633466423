// Reads ffmpeg's output as it arrives: FLV, which holds the length and the timestamp of each frame.

/** An element of an FLV stream of H.264 (Adobe Flash Video File Format Specification, version 10.1, annex E). */
export type FlvEvent =
  | { readonly kind: "parameters"; readonly sequence: Buffer; readonly picture: Buffer }
  | { readonly kind: "picture"; readonly milliseconds: number; readonly units: readonly Buffer[] };

const fileHeader = 9;
/** Length of a tag's header. Each tag is followed by four bytes with its length. */
const tagHeader = 11;
const backPointer = 4;
const videoTag = 9;

/** Parses a stream in pieces of any size. */
export class FlvReader {
  #pending: Buffer = Buffer.alloc(0);
  #began = false;

  /** Takes more bytes; returns the items that they complete. */
  push(bytes: Buffer): FlvEvent[] {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    const events: FlvEvent[] = [];
    if (!this.#began) {
      if (this.#pending.length < fileHeader + backPointer) return events;
      this.#pending = this.#pending.subarray(fileHeader + backPointer);
      this.#began = true;
    }
    for (;;) {
      if (this.#pending.length < tagHeader) return events;
      const end = tagHeader + this.#pending.readUIntBE(1, 3) + backPointer;
      if (this.#pending.length < end) return events;
      const event = readTag(this.#pending.subarray(0, end - backPointer));
      if (event) events.push(event);
      this.#pending = this.#pending.subarray(end);
    }
  }
}

function readTag(tag: Buffer): FlvEvent | undefined {
  if (((tag[0] ?? 0) & 0x1f) !== videoTag) return undefined;
  const milliseconds = tag.readUIntBE(4, 3) + (tag[7] ?? 0) * 2 ** 24;
  // Frame type and codec (1 byte); packet type (1 byte; 0: parameter sets, 1: a frame); time offset (3 bytes).
  const packet = tag[tagHeader + 1];
  const content = tag.subarray(tagHeader + 5);
  if (packet === 0) return readConfiguration(content);
  return packet === 1 ? { kind: "picture", milliseconds, units: readUnits(content) } : undefined;
}

/** An AVCDecoderConfigurationRecord with one set of each kind (ISO/IEC 14496-15). */
function readConfiguration(content: Buffer): FlvEvent {
  const sequenceEnd = 8 + content.readUInt16BE(6);
  const pictureStart = sequenceEnd + 3;
  const pictureEnd = pictureStart + content.readUInt16BE(sequenceEnd + 1);
  return {
    kind: "parameters",
    sequence: content.subarray(8, sequenceEnd),
    picture: content.subarray(pictureStart, pictureEnd),
  };
}

function readUnits(content: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + 4 <= content.length; ) {
    const end = at + 4 + content.readUInt32BE(at);
    units.push(content.subarray(at + 4, end));
    at = end;
  }
  return units;
}
