// The header of a PNG file (https://www.w3.org/TR/png-3/#11IHDR), and the limits that it must keep before anything is
// decoded.

/** A file that is no PNG file, is damaged, or is too large to decode. Its message continues "the file …". */
export class PngFault extends Error {
  /** What the user can do about it. */
  readonly next: string;

  constructor(message: string, options: { readonly next?: string; readonly cause?: unknown } = {}) {
    super(message, options);
    this.next =
      options.next ??
      "restore it, for example from version control, or make it again: `vitest -u` does so for toMatchScreen";
  }
}

/** The size of a frame and how its pixels are stored. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly depth: number;
  readonly colourType: number;
  /** Samples per pixel; an index into a palette is one. */
  readonly channels: number;
  /** Whether the pixels come in the seven passes of Adam7. */
  readonly interlaced: boolean;
}

/** The first 8 bytes of a PNG file. */
export const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Bytes from the start of a file to the end of its header. */
export const headerEnd = 33;

/** The colour types by their numbers. */
export const colourTypes = { grey: 0, colour: 2, palette: 3, greyAlpha: 4, colourAlpha: 6 } as const;

/** Each colour type's number of channels and bit depths. */
const layouts: ReadonlyMap<number, { readonly channels: number; readonly depths: readonly number[] }> = new Map([
  [colourTypes.grey, { channels: 1, depths: [1, 2, 4, 8, 16] }],
  [colourTypes.colour, { channels: 3, depths: [8, 16] }],
  [colourTypes.palette, { channels: 1, depths: [1, 2, 4, 8] }],
  [colourTypes.greyAlpha, { channels: 2, depths: [8, 16] }],
  [colourTypes.colourAlpha, { channels: 4, depths: [8, 16] }],
]);

/** The largest width and height. X.Org and QEMU stop at 16_384 and 16_000 pixels. */
const mostSide = 16_384;

/** The largest area: four screens of 3840x2160. It decodes to 133 MB. */
const mostPixels = 7680 * 4320;

/** Whether content, of which the first 8 bytes suffice, has a PNG signature. */
export function isPng(content: Uint8Array): boolean {
  return signature.every((byte, index) => content[index] === byte);
}

/**
 * Reads the header from the first {@link headerEnd} bytes of a file.
 *
 * @throws {PngFault} when there is none, when it is invalid, or when the frame is larger than any screen
 */
export function parseHeader(content: Uint8Array): PngHeader {
  if (content.length === 0) throw new PngFault("is not a PNG file: it is empty");
  if (!isPng(content)) throw new PngFault("is not a PNG file", { next: "save it as PNG" });
  if (content.length < headerEnd) throw new PngFault("is a damaged PNG file: it ends within its header");
  const view = new DataView(content.buffer, content.byteOffset, headerEnd);
  const [depth, colourType, compression, filter, interlace] = content.subarray(24, 29);
  const layout = layouts.get(colourType ?? -1);
  const isHeader = view.getUint32(8) === 13 && view.getUint32(12) === 0x49484452;
  const methods = compression === 0 && filter === 0 && (interlace === 0 || interlace === 1);
  if (!isHeader || !layout || depth === undefined || !layout.depths.includes(depth) || !methods) {
    throw new PngFault("is a damaged PNG file: its header is invalid");
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  checkSize(width, height);
  return { width, height, depth, colourType: colourType ?? 0, channels: layout.channels, interlaced: interlace === 1 };
}

function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw new PngFault("is a damaged PNG file: it has no pixels");
  if (width <= mostSide && height <= mostSide && width * height <= mostPixels) return;
  const next = `cut the part to look for out of it: at most ${mostSide} pixels a side, and ${mostPixels} in all`;
  throw new PngFault(`is larger than any screen: it has ${width}x${height} pixels`, { next });
}
