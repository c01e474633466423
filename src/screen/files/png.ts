// Reads and writes PNG files.
import { readFile, writeFile } from "node:fs/promises";
import { type DecodedPng, decode, encode, hasPngSignature } from "fast-png";
import { describeThrown, OptionError } from "../../base/errors.ts";
import type { Frame } from "../../base/geometry/frame.ts";

/**
 * Reads a PNG file of any colour type and bit depth.
 *
 * @throws {OptionError} when the file is missing, damaged or not a PNG file
 */
export async function readPng(path: string): Promise<Frame> {
  let content: Uint8Array;
  try {
    content = await readFile(path);
  } catch (error) {
    throw badFile(path, "cannot be read", error);
  }
  return decodePng(content, path);
}

/**
 * Decodes the content of a PNG file.
 *
 * @param path for the error
 * @throws {OptionError} when the file is damaged or not a PNG file
 */
export function decodePng(content: Uint8Array, path: string): Frame {
  if (!isPng(content)) throw badFile(path, "is not a PNG file");
  try {
    const png = decode(content, { checkCrc: true });
    return { width: png.width, height: png.height, data: rgba(png) };
  } catch (error) {
    throw badFile(path, "is a damaged PNG file", error);
  }
}

/** Whether content, of which the first 8 bytes suffice, has a PNG signature. */
export function isPng(content: Uint8Array): boolean {
  return content.length >= 8 && hasPngSignature(content);
}

/** Encodes a frame as PNG. */
export function encodePng(frame: Frame): Uint8Array {
  return encode({ width: frame.width, height: frame.height, data: frame.data, channels: 4, depth: 8 });
}

/** Writes a frame to a PNG file. */
export async function writePng(path: string, frame: Frame): Promise<void> {
  await writeFile(path, encodePng(frame));
}

function badFile(path: string, fault: string, cause?: unknown): OptionError {
  return new OptionError({
    headline: `the file ${path} ${fault}`,
    facts: { path, reason: cause === undefined ? undefined : describeThrown(cause) },
    next: "give the path of a PNG file",
    cause,
  });
}

/** Converts any colour type to RGBA (https://www.w3.org/TR/png-3/#6Colour-values). */
function rgba(png: DecodedPng): Uint8Array {
  const { width, height, channels, depth, palette } = png;
  const values = samples(png);
  const alpha = channels === 2 || channels === 4;
  const scale = 255 / (2 ** depth - 1);
  const out = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const source = values.subarray(pixel * channels, (pixel + 1) * channels);
    if (palette) {
      const [red = 0, green = 0, blue = 0, opacity = 255] = palette[source[0] ?? 0] ?? [];
      out.set([red, green, blue, opacity], pixel * 4);
      continue;
    }
    const colours = Array.from(source, (value) => Math.round(value * scale));
    const [red = 0, green = red, blue = red] = channels < 3 ? colours.slice(0, 1) : colours;
    const transparent = png.transparency?.length && source.every((value, i) => value === png.transparency?.[i]);
    out.set([red, green, blue, alpha ? (colours.at(-1) ?? 255) : transparent ? 0 : 255], pixel * 4);
  }
  return out;
}

/** Unpacks samples of less than 8 bits: several share a byte, and each row starts at a byte. */
function samples({ data, width, height, channels, depth }: DecodedPng): Uint8Array | Uint16Array {
  if (depth === 16) return data as Uint16Array;
  if (depth === 8) return data as Uint8Array;
  const perRow = width * channels;
  const bytesPerRow = Math.ceil((perRow * depth) / 8);
  const out = new Uint8Array(perRow * height);
  for (let index = 0; index < out.length; index++) {
    const bit = (index % perRow) * depth;
    const byte = data[Math.floor(index / perRow) * bytesPerRow + (bit >> 3)] ?? 0;
    out[index] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  }
  return out;
}
