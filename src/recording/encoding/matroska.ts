// Raw frames with timestamps for ffmpeg, in the minimal Matroska that its reader accepts (RFC 9559).

/** One millisecond, Matroska's default timestamp scale. */
const tickNanoseconds = 1_000_000;

/** The header of the stream: one track of raw I420 frames, in a segment of unknown size. */
export function matroskaHeader(width: number, height: number): Buffer {
  return Buffer.concat([
    element(0x1a45dfa3, [
      element(0x4286, uint(1)),
      element(0x42f7, uint(1)),
      element(0x42f2, uint(4)),
      element(0x42f3, uint(8)),
      element(0x4282, Buffer.from("matroska")),
      element(0x4287, uint(4)),
      element(0x4285, uint(2)),
    ]),
    Buffer.concat([id(0x18538067), unknownSize]),
    element(0x1549a966, [
      element(0x2ad7b1, uint(tickNanoseconds)),
      element(0x4d80, Buffer.from("demotool")),
      element(0x5741, Buffer.from("demotool")),
    ]),
    element(0x1654ae6b, [
      element(0xae, [
        element(0xd7, uint(1)),
        element(0x73c5, uint(1)),
        element(0x83, uint(1)),
        element(0x86, Buffer.from("V_UNCOMPRESSED")),
        element(0xe0, [
          element(0xb0, uint(width)),
          element(0xba, uint(height)),
          element(0x2eb524, Buffer.from("I420")),
        ]),
      ]),
    ]),
  ]);
}

/** The header of a frame of `length` bytes that is shown from `milliseconds` on. */
export function matroskaFrame(milliseconds: number, length: number): Buffer {
  const time = element(0xe7, uint(milliseconds));
  const block = Buffer.concat([id(0xa3), size(4 + length), Buffer.from([0x81, 0, 0, 0x80])]);
  return Buffer.concat([id(0x1f43b675), size(time.length + block.length + length), time, block]);
}

const unknownSize = Buffer.from("01ffffffffffffff", "hex");

function element(identifier: number, content: Buffer | Buffer[]): Buffer {
  const bytes = Array.isArray(content) ? Buffer.concat(content) : content;
  return Buffer.concat([id(identifier), size(bytes.length), bytes]);
}

function id(identifier: number): Buffer {
  const digits = identifier.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}

/** A length in eight bytes: the format allows this for every length. */
function size(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  bytes[0] = 1;
  return bytes;
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
