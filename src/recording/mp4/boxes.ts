// Builds the boxes of a fragmented MP4 file (ISO/IEC 14496-12 and -15), which is playable after each fragment.
import type { StreamParameters } from "../h264/parameters.ts";
import { framesPerSecond } from "../timeline.ts";

/** A frame of the file. */
export interface Sample {
  /** Its slice, without a start code. */
  readonly slice: Uint8Array;
  /** Whether it is a keyframe. */
  readonly key: boolean;
}

/** The boxes at the start of the file. */
export function fileHeader(width: number, height: number, parameters: StreamParameters): Buffer {
  return Buffer.concat([
    box("ftyp", "isom", word(0x200), "isom", "iso6", "avc1", "mp41"),
    box(
      "moov",
      full("mvhd", 0, 0, word(0), word(0), word(framesPerSecond), word(0), volumeAndMatrix(0x100), zeros(24), word(2)),
      box(
        "trak",
        full(
          "tkhd",
          0,
          3,
          word(0),
          word(0),
          word(1),
          word(0),
          word(0),
          zeros(8),
          zeros(8),
          matrix,
          fixed(width, height),
        ),
        box(
          "mdia",
          full("mdhd", 0, 0, word(0), word(0), word(framesPerSecond), word(0), half(0x55c4), half(0)),
          full("hdlr", 0, 0, word(0), "vide", zeros(12), "VideoHandler\0"),
          box(
            "minf",
            full("vmhd", 0, 1, zeros(8)),
            box("dinf", full("dref", 0, 0, word(1), full("url ", 0, 1))),
            box(
              "stbl",
              full("stsd", 0, 0, word(1), description(width, height, parameters)),
              full("stts", 0, 0, word(0)),
              full("stsc", 0, 0, word(0)),
              full("stsz", 0, 0, word(0), word(0)),
              full("stco", 0, 0, word(0)),
            ),
          ),
        ),
      ),
      box("mvex", full("trex", 0, 0, word(1), word(1), word(1), word(0), word(0))),
    ),
  ]);
}

/** A fragment of consecutive frames. `number` counts fragments from 1; `first` is the first frame's index. */
export function fragment(number: number, first: number, samples: readonly Sample[]): Buffer {
  const lengths = samples.map(({ slice }) => slice.length + 4);
  const rows = samples.map(({ key }, index) => [word(lengths[index] ?? 0), word(key ? 0x0200_0000 : 0x0101_0000)]);
  const moof = (dataOffset: number): Buffer =>
    box(
      "moof",
      full("mfhd", 0, 0, word(number)),
      box(
        "traf",
        // The data offset counts from the moof box; every frame lasts one tick.
        full("tfhd", 0, 0x02_00_08, word(1), word(1)),
        full("tfdt", 0, 0, word(first)),
        full("trun", 0, 0x00_06_01, word(samples.length), word(dataOffset), ...rows.flat()),
      ),
    );
  const data = samples.flatMap(({ slice }, index) => [word((lengths[index] ?? 0) - 4), slice]);
  return Buffer.concat([moof(moof(0).length + 8), box("mdat", ...data)]);
}

function description(width: number, height: number, { sequence, picture }: StreamParameters): Buffer {
  const configuration = box(
    "avcC",
    Uint8Array.of(1, ...sequence.subarray(1, 4), 0xff, 0xe1),
    half(sequence.length),
    sequence,
    Uint8Array.of(1),
    half(picture.length),
    picture,
    // High profile: 4:2:0, 8 bits, no further parameter sets.
    sequence[1] === 100 ? Uint8Array.of(0xfd, 0xf8, 0xf8, 0) : zeros(0),
  );
  // BT.709 primaries, transfer and matrix, limited range.
  const colours = box("colr", "nclx", half(1), half(1), half(1), Uint8Array.of(0));
  return box(
    "avc1",
    zeros(6),
    half(1),
    zeros(16),
    half(width),
    half(height),
    word(0x48_0000),
    word(0x48_0000),
    word(0),
    half(1),
    zeros(32),
    half(24),
    half(0xffff),
    configuration,
    colours,
  );
}

type Part = string | Uint8Array;

function box(type: string, ...parts: Part[]): Buffer {
  const content = parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part));
  const length = 8 + content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([word(length), Buffer.from(type, "latin1"), ...content]);
}

function full(type: string, version: number, flags: number, ...parts: Part[]): Buffer {
  return box(type, word(version * 2 ** 24 + flags), ...parts);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function half(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

function zeros(length: number): Buffer {
  return Buffer.alloc(length);
}

function fixed(width: number, height: number): Buffer {
  return Buffer.concat([word(width * 0x1_0000), word(height * 0x1_0000)]);
}

const matrix = Buffer.concat([0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000].map(word));

function volumeAndMatrix(volume: number): Buffer {
  return Buffer.concat([word(0x1_0000), half(volume), zeros(10), matrix]);
}
