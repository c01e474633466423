// Frames as PNG files.
import { readFile, writeFile } from "node:fs/promises";
import { type DecodedPng, decode, encode, hasPngSignature } from "fast-png";
import { describeThrown, OptionError } from "../../base/errors.ts";
import type { Frame } from "../../base/geometry/frame.ts";

/**
 * Reads a PNG file of any kind: grey, colour or palette, of any depth, with or without transparency.
 *
 * @throws {OptionError} naming the file when it is missing or not a PNG file
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
 * A PNG file's content as a frame.
 *
 * @param path stands in the error
 * @throws {OptionError} when it is not a PNG file, or a damaged one
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

/** Whether a file with this content, or this beginning of at least 8 bytes, is a PNG file. */
export function isPng(content: Uint8Array): boolean {
  return content.length >= 8 && hasPngSignature(content);
}

/** A frame as a PNG file's content. */
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

/** Pixels of 4 bytes, whatever the file's own form (https://www.w3.org/TR/png-3/#6Colour-values). */
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

/** One number for each sample: those of less than 8 bits come packed, each row beginning with a byte of its own. */
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
